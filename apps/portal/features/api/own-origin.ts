/**
 * Whether a state-changing request comes from a page of this site: its origin is the public one, or the very host it was
 * sent to, which no foreign page can choose. Browsers send `origin` with every POST, so none at all is refused.
 */
export function isOwnOrigin(origin: string | null, host: string | null, publicOrigin: string): boolean {
  if (origin === null || !URL.canParse(origin)) return false;
  return origin === publicOrigin || new URL(origin).host === host;
}
