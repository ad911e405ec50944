/** What the signs of Markdown in the assistant's answer mean, whichever platform shows it. */

/** True when a reader of Markdown would show more than the plain text does. */
export function hasMarkdown(text: string): boolean {
  return features.some((feature) => feature.test(text));
}

const features = [
  /^ {0,3}#{1,6} \S/m,
  /\*\*\S|__\S|~~\S/,
  /(^|[^\\])`[^`\n]+`/,
  /^ {0,3}(```|~~~)/m,
  /\[[^\]\n]+\]\([^)\n]+\)/,
  /^\s*[-*+] \S/m,
  /^\s*\d{1,3}[.)] \S/m,
  /^ {0,3}> ?\S/m,
  /^ {0,3}(-{3,}|\*{3,}|_{3,})\s*$/m,
  /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)+\|?\s*$/m,
];

/** The opening or closing fence of a code block at this line: three or more backticks or tildes. */
export function fenceMark(line: string): string | null {
  return /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
}

const summaryCharactersMax = 50;

/** What the chat list and notifications show: the beginning, without Markdown's signs. */
export function summarize(text: string): string {
  const plain = text
    .slice(0, 1000)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(#{1,6}|>|[-*+]|\d{1,3}[.)])\s+/gm, '')
    // names such as user_id and GH_TOKEN keep their underscores
    .replace(/[*`~]|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '')
    .replace(/\|/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...plain];
  if (characters.length <= summaryCharactersMax) return plain || '…';
  return `${characters.slice(0, summaryCharactersMax - 1).join('')}…`;
}
