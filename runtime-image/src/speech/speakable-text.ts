/** What of an answer is read out. Pure, and linear: the text is a model's, whatever somebody made it write. */

/** more than is ever read out, so that nothing below works on a text without an end */
const workedCharsMax = 20_000;

/** Markdown's signs are not for ears: code is left out, links are their words, tables are lines. */
export function speakableText(markdown: string, charactersMax: number): string {
  // every second piece stands between fences
  const prose = markdown.split('```').filter((_, index) => index % 2 === 0);
  const lines = prose.join('\n').slice(0, workedCharsMax).toWellFormed().split('\n').map(speakableLine);
  const words = lines.filter((line) => line !== '').join('\n');
  return words.length <= charactersMax ? words : cutAtSentence(words, charactersMax);
}

function speakableLine(line: string): string {
  const row = line.trim();
  if (/^[\s|:-]*$/.test(row)) return '';
  const isRow = row.length > 1 && row.startsWith('|') && row.endsWith('|');
  const cells = isRow ? row.slice(1, -1).split('|') : [row.replace(/^(?:#{1,6}|>|[-*+]|\d{1,4}[.)])\s+/, '')];
  return cells.map(speakableWords).join('，');
}

function speakableWords(text: string): string {
  return text
    .replace(/!?\[([^[\]]{0,300})\]\([^()\s]{0,1000}\)/g, '$1')
    .replace(/<[^<>]{1,200}>/g, '')
    .replace(/https?:\/\/[^\s，。）)]+/g, '')
    .replace(/[*~`]+(?=\S)|(?<=\S)[*~`]+/g, '')
    .replace(/(?<![\p{L}\p{N}_])_+(?=\S)|(?<=[^\s_])_+(?![\p{L}\p{N}_])/gu, '')
    .replace(/\p{Extended_Pictographic}\uFE0F?/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function cutAtSentence(text: string, charactersMax: number): string {
  const head = text.slice(0, charactersMax).toWellFormed();
  const end = Math.max(...['。', '！', '？', '. ', '! ', '? ', '\n'].map((sign) => head.lastIndexOf(sign)));
  return (end > charactersMax / 2 ? head.slice(0, end + 1) : head).trim();
}
