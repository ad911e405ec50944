/** Which addresses that came over the wire may be asked. Pure. */

const platformHost = /(^|\.)dingtalk\.com$/;

/** Of a session's webhook: the platform's own, over https, or the origin that the account was given. */
export function isPlatformAddress(url: string, openUrl: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  if (parsed.origin === URL.parse(openUrl)?.origin) return true;
  return parsed.protocol === 'https:' && parsed.port === '' && platformHost.test(parsed.hostname);
}

/**
 * Of a file, told by the platform's API: any host with a name over https, since files lie with changing storage hosts; never an
 * address by number, which a private network could answer.
 */
export function isFileAddress(url: string, openUrl: string): boolean {
  if (isPlatformAddress(url, openUrl)) return true;
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.protocol !== 'https:') return false;
  const { hostname } = parsed;
  return hostname.includes('.') && !/^[\d.]+$/.test(hostname) && !hostname.startsWith('[');
}
