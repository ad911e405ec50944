/** What of an answer is read out. Pure. */

/** Markdown's signs are not for ears: code is left out, links are their words, tables are lines. */
export function speakableText(markdown: string, charactersMax: number): string {
  const words = markdown
    .replace(/```[\s\S]*?(?:```|$)/g, '\n')
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/<[^>\n]{1,200}>/g, '')
    .replace(/https?:\/\/\S+/g, '')
    .replace(/^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*:?-*:?\s*$/gm, '')
    .replace(/^\s*\|(.*)\|\s*$/gm, (_, row: string) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .join('，'),
    )
    .replace(/^\s{0,3}(?:#{1,6}|>|[-*+]|\d+[.)])\s+/gm, '')
    .replace(/[*_~`]{1,3}(\S(?:.*?\S)?)[*_~`]{1,3}/g, '$1')
    .replace(/\p{Extended_Pictographic}\uFE0F?/gu, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/ *\n\s*/g, '\n')
    .trim();
  return words.length <= charactersMax ? words : cutAtSentence(words, charactersMax);
}

function cutAtSentence(text: string, charactersMax: number): string {
  const head = text.slice(0, charactersMax).toWellFormed();
  const end = Math.max(...['。', '！', '？', '. ', '! ', '? ', '\n'].map((sign) => head.lastIndexOf(sign)));
  return (end > charactersMax / 2 ? head.slice(0, end + 1) : head).trim();
}
