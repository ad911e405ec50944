/** How a group's own robot knows that a message comes from who has its secret. */
import { createHmac } from 'node:crypto';

/** The webhook's address with `timestamp` and `sign`; the platform takes it for an hour. @param at ms since epoch */
export function signedAddress(webhook: string, secret: string, at: number): string {
  const sign = createHmac('sha256', secret).update(`${at}\n${secret}`).digest('base64');
  return `${webhook}&timestamp=${at}&sign=${encodeURIComponent(sign)}`;
}
