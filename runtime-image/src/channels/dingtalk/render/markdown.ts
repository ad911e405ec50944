/** The assistant's Markdown → the dialect of DingTalk. Pure. */
import { fenceMark } from '../../markdown/signs.ts';

/**
 * A single end of line is kept by two blanks before it, a table gets the empty line that it needs, and pictures become links: what
 * a model writes must not make people's phones ask any address by itself. Nothing of that inside code.
 */
export function toDingtalkMarkdown(text: string): string {
  const lines = text.split('\n');
  const out: string[] = [];
  let fence: string | null = null;
  for (const [at, line] of lines.entries()) {
    const mark = fenceMark(line);
    const next = lines[at + 1] ?? '';
    if (fence !== null) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
      out.push(line);
      continue;
    }
    if (mark !== null) {
      fence = mark;
      out.push(line);
      continue;
    }
    const shown = line.replace(
      /!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g,
      (_, alt: string, url: string) => `[${alt || url}](${url})`,
    );
    if (isDelimiter(next) && line.includes('|') && out.at(-1)?.trim()) out.push('');
    const isPlain = shown.trim() !== '' && !shown.includes('|') && !/^ {0,3}#{1,6} /.test(shown);
    out.push(isPlain && next.trim() !== '' && fenceMark(next) === null ? `${shown.trimEnd()}  ` : shown);
  }
  return out.join('\n');
}

const isDelimiter = (line: string): boolean => /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$/.test(line);
