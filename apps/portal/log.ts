/** JSON lines on stdout. Codes, keys and phone numbers do not belong in a log; the redaction is the second lock. */
import pino from 'pino';
import { env } from './env.ts';

let logger: pino.Logger | undefined;

export function log(): pino.Logger {
  return (logger ??= pino({
    level: env().logLevel,
    base: { service: 'portal' },
    redact: {
      paths: ['*.code', '*.phone', '*.key', '*.secret', '*.token', '*.authorization', '*.cookie'],
      censor: (value, path) => (path.join('.') === 'err.code' ? value : '[Redacted]'),
    },
  }));
}
