import { headers } from 'next/headers';
import { env } from '../../env.ts';
import { isOwnOrigin } from '../api/own-origin.ts';
import { requestAddress, requireAllowedAddress } from './current-staff.ts';
import type { Origin } from './staff-session.ts';

/**
 * Whether a form comes from a page of this console: from our own origin and an allowed address. Next compares the
 * origin only where there is one; here a request without is refused too.
 */
export async function isOwnRequest(): Promise<boolean> {
  await requireAllowedAddress();
  const head = await headers();
  return isOwnOrigin(head.get('origin'), head.get('host'), env().origin);
}

/** Where a new session comes from. */
export async function requestOrigin(): Promise<Origin> {
  return { address: await requestAddress(), userAgent: (await headers()).get('user-agent') ?? '' };
}
