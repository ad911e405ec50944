/** The assistant's Markdown → the dialect of Feishu's cards. */
import { fenceMark } from '../../markdown/signs.ts';

/** The platform refuses cards with more tables than this. */
const tablesMax = 3;

/**
 * Tables beyond the third become code blocks; pictures become links, because a card shows only pictures uploaded before.
 * Neither happens inside code blocks.
 */
export function toCardMarkdown(text: string): string {
  const out: string[] = [];
  const lines = neutralizeMentions(text).split('\n');
  let fence: string | null = null;
  let tables = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const mark = fenceMark(line);
    if (fence !== null) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = null;
      out.push(line);
    } else if (mark) {
      fence = mark;
      out.push(line);
    } else if (isTableStart(lines, at)) {
      let end = at + 2;
      while (end < lines.length && lines[end]!.includes('|')) end++;
      const table = lines.slice(at, end);
      out.push(...(++tables > tablesMax ? tableAsCode(table) : table));
      at = end - 1;
    } else
      out.push(line.replace(/!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g, (_, alt, url) => `[${alt || url}](${url})`));
  }
  return out.join('\n');
}

/** What a model writes must not ring people's phones: `<at …>` loses its meaning. */
export function neutralizeMentions(text: string): string {
  return text.replace(/<(?=\/?at\b)/gi, '<\u200b');
}

/** Its second row becomes a plain line: no reader of the card may take it for a table again. */
function tableAsCode([head, delimiter, ...rows]: readonly string[]): string[] {
  return ['```', head!, delimiter!.replace(/[-:]/g, '─'), ...rows, '```'];
}

const delimiterRow = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const isTableStart = (lines: readonly string[], at: number) =>
  lines[at]!.includes('|') && (lines[at + 1]?.includes('|') ?? false) && delimiterRow.test(lines[at + 1]!);
