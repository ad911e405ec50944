/** The token by which the model says that nothing is to be said, as upstream has it. Pure. */
const silentToken = 'NO_REPLY';

export function isSilent(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length === silentToken.length && trimmed.toUpperCase() === silentToken;
}

/** What has come so far may still become the token: it is not shown yet. */
export function maySilence(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length <= silentToken.length && silentToken.startsWith(trimmed.toUpperCase());
}
