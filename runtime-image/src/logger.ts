/**
 * JSON lines on standard output. Values of configured secrets, and fields whose names say that they are secret, never appear.
 */
export type LogLevel = 'info' | 'warn' | 'error';
export type LogFields = Record<string, unknown>;
export type Logger = {
  log(level: LogLevel, message: string, fields?: LogFields): void;
  /** Replaces the set of values that are masked from now on. */
  setSecrets(values: readonly string[]): void;
  /** Writes what waits; call it before the process ends. */
  flush(): void;
};

const secretName = /(?:secret|token|password|authorization|api_?key|cookie|ticket|access_?key)$/i;
const mask = '[redacted]';

/** what a platform answered can be a page */
const errorCharsMax = 1_000;

/** quiet lines wait this long for others, so that a busy gateway writes seldom */
const flushMs = 100;
const bufferCharsMax = 32_768;

export function createLogger(write: (lines: string) => void, now: () => number): Logger {
  let buffer = '';
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (buffer !== '') write(buffer);
    buffer = '';
  };
  let secrets: readonly string[] = [];
  const clean = (text: string): string => {
    let result = text;
    for (const secret of secrets) if (result.includes(secret)) result = result.replaceAll(secret, mask);
    return result;
  };
  const replacer = (name: string, value: unknown): unknown => {
    if (typeof value === 'string') return secretName.test(name) && value !== '' ? mask : clean(value);
    if (value instanceof Error) return clean(value.message).slice(0, errorCharsMax);
    return value;
  };
  return {
    log(level, message, fields) {
      const line = { time: new Date(now()).toISOString(), level, message, ...fields };
      buffer += `${JSON.stringify(line, replacer)}\n`;
      if (level !== 'info' || buffer.length > bufferCharsMax) flush();
      else timer ??= setTimeout(flush, flushMs).unref();
    },
    flush,
    setSecrets(values) {
      secrets = values.filter((value) => value.length >= 8);
    },
  };
}
