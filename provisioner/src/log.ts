/** JSON lines on stdout. Nothing secret is logged on purpose; the redaction is the second lock. */
import pino from 'pino';

export function createLog(level: string, destination?: pino.DestinationStream): pino.Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { service: 'provisioner' },
    redact: [
      '*.key',
      '*.secret',
      '*.token',
      '*.authorization',
      '*.password',
      '*.keySealed',
      '*.secretSealed',
      '*.connectionString',
    ],
  };
  return destination ? pino(options, destination) : pino(options);
}
