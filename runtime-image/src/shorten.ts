/** At most `charsMax` of a text, then an ellipsis; no character is torn apart. */
export function shorten(text: string, charsMax: number): string {
  return text.length > charsMax ? `${text.slice(0, charsMax).toWellFormed()}…` : text;
}
