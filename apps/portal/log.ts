/** JSON lines on stdout. Codes, keys and phone numbers do not belong in a log; the redaction is the second lock. */
import pino from 'pino';
import { env } from './env.ts';
import { logOptions } from './log-options.ts';

let logger: pino.Logger | undefined;

export function log(): pino.Logger {
  return (logger ??= pino({ ...logOptions, level: env().logLevel }));
}
