/**
 * How text becomes the words of the index. Pure. Words of letters and digits stay whole; Chinese, Japanese and Korean are written
 * without spaces, so each pair of neighbours is a word, and a run's last character one too, so that single ones are found.
 */

const run = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|[\p{L}\p{N}_]+/gu;
const spaceless = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** a run of letters does not end where Chinese begins, as in `用GLM写` */
const mixed =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+/gu;

function runsOf(text: string): string[] {
  return (text.toWellFormed().normalize('NFKC').toLowerCase().match(run) ?? []).flatMap(
    (part) => part.match(mixed) ?? [],
  );
}

/** The text as a line of words for the index. */
export function indexWords(text: string): string {
  const words: string[] = [];
  for (const part of runsOf(text)) {
    if (!spaceless.test(part)) {
      words.push(part);
      continue;
    }
    const characters = [...part];
    for (let index = 0; index < characters.length - 1; index += 1)
      words.push(`${characters[index]}${characters[index + 1]}`);
    words.push(characters.at(-1) ?? '');
  }
  return words.join(' ');
}

const runsMax = 32;
/** a longer run of Chinese is a sentence: it is found by its parts */
const phraseCharsMax = 4;

/** What FTS5 is asked: anything of the words will do, and what has more of them ranks higher. Null: no words. */
export function matchQuery(query: string): string | null {
  const wanted = new Set<string>();
  for (const part of runsOf(query).slice(0, runsMax)) {
    const characters = [...part];
    if (!spaceless.test(part)) wanted.add(part.length >= 3 ? `"${part}"*` : `"${part}"`);
    else if (characters.length === 1) wanted.add(`"${part}"*`);
    else {
      const pairs = characters.slice(1).map((character, index) => `${characters[index]}${character}`);
      if (characters.length <= phraseCharsMax) wanted.add(`"${pairs.join(' ')}"`);
      else for (const pair of pairs) wanted.add(`"${pair}"`);
    }
  }
  return wanted.size === 0 ? null : [...wanted].join(' OR ');
}

/** The part of a text around the first of the query's words, for people and models to read. */
export function snippetOf(text: string, query: string, charsMax: number): string {
  if (text.length <= charsMax) return text.trim();
  const lower = text.toLowerCase();
  const places = runsOf(query)
    .flatMap((part) => (spaceless.test(part) && part.length > phraseCharsMax ? [part.slice(0, 2)] : [part]))
    .map((part) => lower.indexOf(part))
    .filter((at) => at >= 0);
  const from = Math.max(0, (places.length === 0 ? 0 : Math.min(...places)) - Math.floor(charsMax / 4));
  const cut = text
    .slice(from, from + charsMax)
    .toWellFormed()
    .trim();
  return `${from > 0 ? '…' : ''}${cut}${from + charsMax < text.length ? '…' : ''}`;
}
