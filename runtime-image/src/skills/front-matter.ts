/** The head of a SKILL.md: lines between two `---`. */
import JSON5 from 'json5';

export type FrontMatter = { head: string; body: string };

/** Null when the text does not begin with a head. */
export function splitFrontMatter(text: string): FrontMatter | null {
  const match = /^\uFEFF?---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/.exec(text);
  return match === null ? null : { head: match[1] ?? '', body: text.slice(match[0].length).trim() };
}

/**
 * The keys of a head whose every line is `key: value`, the form that OpenClaw's documentation asks for: values are plain words, quoted
 * texts, true or false, or JSON on one line. Null when a line is anything else; then it takes a YAML reader.
 */
export function readPlainHead(head: string): Record<string, unknown> | null {
  const found: Record<string, unknown> = {};
  for (const line of head.split(/\r?\n/)) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const match = /^([A-Za-z][\w-]*):(?:[ \t]+(.*))?$/.exec(line);
    const value = (match?.[2] ?? '').trim();
    if (match?.[1] === undefined || value === '' || Object.hasOwn(found, match[1])) return null;
    const read = readValue(value);
    if (read === undefined) return null;
    found[match[1]] = read;
  }
  return found;
}

function readValue(text: string): unknown {
  if (/^["'[{]/.test(text)) {
    try {
      return JSON5.parse(text);
    } catch {
      return undefined;
    }
  }
  if (/^[&*!|>%@`?-]/.test(text) || text.includes(' #')) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}
