import { sayDetail } from '@rockpool/db/domain/phase-detail';
import type { Exit } from '../drivers/driver.ts';

/** One sentence for people about a program that ended by itself. */
export function nameEnd({ reason, code, signal }: Exit, lastWords: string): string {
  return lastWords === '' ? how(reason, code, signal) : `${how(reason, code, signal)}: ${lastWords}`;
}

function how(reason: Exit['reason'], code: number | null, signal: string | null): string {
  switch (reason) {
    case 'oom':
      return sayDetail('out_of_memory', {});
    case 'killed':
      return signal ? sayDetail('killed', { signal }) : sayDetail('killed_unknown', {});
    case 'crashed':
      return signal ? sayDetail('ended_by', { signal }) : sayDetail('ended_with', { code: String(code) });
    case 'asked':
    case 'unknown':
      return sayDetail('ended', {});
  }
}

const longest = 240;

/**
 * The line of a program's last output that says most, shortened, every secret replaced. Lines of JSON give their message.
 */
export function pickLastWords(lines: readonly string[], secrets: readonly string[]): string {
  const readable = lines.map(readLine).filter((line) => line !== '' && !isNoise(line));
  const telling =
    readable.findLast((line) => /error|fatal|cannot|refused|invalid|missing/i.test(line)) ??
    readable.at(-1) ??
    '';
  const redacted = secrets
    .filter((secret) => secret.length >= 4)
    .reduce((text, secret) => text.replaceAll(secret, '[redacted]'), telling);
  return redacted.length > longest ? `${redacted.slice(0, longest - 1)}…` : redacted;
}

function readLine(line: string): string {
  if (!line.startsWith('{')) return line.trim();
  try {
    const entry = JSON.parse(line) as {
      msg?: unknown;
      message?: unknown;
      err?: { message?: unknown };
      error?: unknown;
    };
    const parts = [entry.msg ?? entry.message, entry.err?.message ?? entry.error];
    return parts.filter((part): part is string => typeof part === 'string').join(': ');
  } catch {
    return line.trim();
  }
}

const isNoise = (line: string) => /^(at |node:|Node\.js v|\^+$|[{}\]]|throw )/.test(line);
