import type { Issue } from './issue.ts';
import { isHttpUrl } from './models.ts';

/**
 * Where a platform is, when a file says so: origin and path without a slash at the end, since a platform behind a proxy may live below
 * a path. Plain http only on this machine or a private IPv4 address, such as the host of a container; anything else is an issue.
 */
export function platformAddress(url: string, path: string, issues: Issue[]): string {
  if (!isHttpUrl(url) || (url.startsWith('http:') && !isPrivate(new URL(url).hostname))) {
    issues.push({
      path,
      message: 'must be an https address, or http on the loopback or a private IPv4 address',
    });
    return '';
  }
  return baseOf(url);
}

export function baseOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/+$/, '');
}

function isPrivate(host: string): boolean {
  if (host === 'localhost' || host === '[::1]') return true;
  const [, a, b] = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(host)?.map(Number) ?? [];
  return a === 127 || a === 10 || (a === 172 && b! >= 16 && b! < 32) || (a === 192 && b === 168);
}
