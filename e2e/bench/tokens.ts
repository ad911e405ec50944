/**
 * Tokens as a careful guess, high rather than low: a token for each Chinese, Japanese or Korean character, one for every three
 * and a half other ones. JSON's punctuation makes the usual "four characters" too friendly.
 */
export function estimateTokens(text: string): number {
  const wide = (text.match(/[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]/g) ?? []).length;
  return Math.ceil(wide + (text.length - wide) / 3.5);
}
