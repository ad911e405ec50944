export type LinkPart = { text: string; href: string | null };

/** Cuts a sentence where an address begins and ends. Only one of the given origins can be followed, any other stays text. Pure. */
export function linkParts(sentence: string, origins: readonly string[]): LinkPart[] {
  return sentence
    .split(/(https?:\/\/[\w\-.~:/?#[\]@!$&*+,;=%]*[\w\-~/#=%])/)
    .filter((text) => text !== '')
    .map((text) => ({ text, href: isOf(text, origins) ? text : null }));
}

const isOf = (text: string, origins: readonly string[]) =>
  URL.canParse(text) && origins.includes(new URL(text).origin);
