/** What a subscriber typed must not be read as a reference to a variable. */
export const literal = (text: string) => text.replaceAll('${', () => '$${');
