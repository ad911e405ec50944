/**
 * JSON lines on standard output. Values of configured secrets, and fields whose names say that they are secret, never appear.
 */
export type LogLevel = 'info' | 'warn' | 'error';
export type LogFields = Record<string, unknown>;
export type Logger = {
  log(level: LogLevel, message: string, fields?: LogFields): void;
  /** Replaces the set of values that are masked from now on. */
  setSecrets(values: readonly string[]): void;
};

const secretName = /(?:secret|token|password|authorization|api_?key|cookie|ticket|access_?key)$/i;
const mask = '[redacted]';

export function createLogger(write: (line: string) => void, now: () => number): Logger {
  let secrets: readonly string[] = [];
  const clean = (text: string): string => {
    let result = text;
    for (const secret of secrets) if (result.includes(secret)) result = result.replaceAll(secret, mask);
    return result;
  };
  const replacer = (name: string, value: unknown): unknown => {
    if (typeof value === 'string') return secretName.test(name) && value !== '' ? mask : clean(value);
    if (value instanceof Error) return clean(value.message);
    return value;
  };
  return {
    log(level, message, fields) {
      write(
        `${JSON.stringify({ time: new Date(now()).toISOString(), level, message, ...fields }, replacer)}\n`,
      );
    },
    setSecrets(values) {
      secrets = values.filter((value) => value.length >= 8);
    },
  };
}
