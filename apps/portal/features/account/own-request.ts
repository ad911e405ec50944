import type { OwnRequest } from '@rockpool/db/operations/account';
import { headers } from 'next/headers';
import type { CurrentUser } from '../auth/current-user.ts';
import { addressHeader } from '../sign-in/client-address.ts';

/** This request as the audit log names it. */
export async function requestOf({ id }: CurrentUser): Promise<OwnRequest> {
  return { userId: id, address: (await headers()).get(addressHeader) ?? '' };
}
