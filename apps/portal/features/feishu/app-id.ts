/** Form of a Feishu App ID. The vendor's SDK never answers for an id of another form, so it is refused before anything is tried. */
const appIdForm = /^cli_[0-9a-f]{16}$/;

export function isAppId(text: string): boolean {
  return appIdForm.test(text);
}
