import type { Actor } from '@rockpool/db/audit/write';
import { may, type Permission } from '@rockpool/db/domain/roles';
import { readSettings } from '@rockpool/db/settings/read';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { db } from '../../db.ts';
import { pathHeader } from '../auth/next-path.ts';
import { addressHeader } from '../sign-in/client-address.ts';
import { isAllowedAddress } from './allowed-address.ts';
import { readStaffToken } from './cookie.ts';
import { readStaffSession, type StaffMember } from './staff-session.ts';

/** The console is not there for addresses outside of the operator's list. */
export const requireAllowedAddress = cache(async (): Promise<void> => {
  const settings = await readSettings(db());
  if (!isAllowedAddress(await requestAddress(), settings['console.allowedIps'])) notFound();
});

/** Who of the staff sends this request, with one factor or both; null when nobody does. One query per request. */
export const currentStaff = cache(async (): Promise<StaffMember | null> => {
  await requireAllowedAddress();
  const token = await readStaffToken();
  return token ? readStaffSession(db(), token) : null;
});

/**
 * For every page and server action of the console. Who is not signed in goes to its sign-in page, who has shown one
 * factor to the second, who may not do this to a page that says so.
 */
export async function requireStaff(permission: Permission): Promise<StaffMember> {
  const staff = await currentStaff();
  if (!staff) {
    const path = (await headers()).get(pathHeader) ?? '/console';
    redirect(`/console/sign-in?next=${encodeURIComponent(path)}`);
  }
  if (!staff.complete) redirect('/console/second-factor');
  if (!may(staff.role, permission)) redirect('/console/not-allowed');
  return staff;
}

/** The member as the audit log names them. */
export async function actorOf({ id, email, role }: StaffMember): Promise<Actor> {
  return { kind: 'staff', id, name: email, role, address: await requestAddress() };
}

/** As rate limits count it: of IPv6 the /64. */
export async function requestAddress(): Promise<string> {
  return (await headers()).get(addressHeader) ?? '';
}
