/** What is added to the vendor's URL before it becomes a QR. `{user}` in a name is replaced by the scanning person's name. */
export function scanUrl(verificationUrl: string, preset: { name: string }): string {
  const url = new URL(verificationUrl);
  url.searchParams.set('from', 'sdk');
  url.searchParams.set('tp', 'sdk');
  url.searchParams.set('source', 'node-sdk/rockpool');
  url.searchParams.set('name', preset.name);
  return url.toString();
}
