/** JSON lines on stdout. Codes, keys and phone numbers do not belong in a log; the redaction is the second lock. */
import pino from 'pino';
import { env } from './env.ts';

let logger: pino.Logger | undefined;

export function log(): pino.Logger {
  return (logger ??= pino({
    level: env().logLevel,
    base: { service: 'portal' },
    redact: ['*.code', '*.phone', '*.key', '*.secret', '*.token', '*.authorization', '*.cookie'],
    // an error's code is no one-time code, and without it a database's refusal has no name
    serializers: {
      err: (error: Error) => {
        const { code, ...rest } = pino.stdSerializers.err(error) as pino.SerializedError & { code?: unknown };
        return code === undefined ? rest : { ...rest, errorCode: code };
      },
    },
  }));
}
