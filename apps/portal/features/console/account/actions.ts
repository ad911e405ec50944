'use server';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { db } from '../../../db.ts';
import { act } from '../act.ts';
import { dropStaffToken } from '../cookie.ts';
import { currentStaff, requireStaff } from '../current-staff.ts';
import { isOwnRequest } from '../own-request.ts';
import { noticeSecurity } from '../security-notice.ts';
import { revokeStaffSessions } from '../staff-session.ts';
import { changePassword } from './change-password.ts';

const path = '/console/account';

/** Ends one session of the member. One that is not theirs, or ended before, changes nothing. */
export async function revokeOne(form: FormData): Promise<void> {
  const staff = await requireStaff('overview.read');
  const id = z.uuid().safeParse(form.get('session'));
  if ((await isOwnRequest()) && id.success) await revokeStaffSessions(db(), staff.id, { only: id.data });
  revalidatePath(path);
}

export async function revokeOthers(): Promise<void> {
  const staff = await requireStaff('overview.read');
  if (await isOwnRequest()) await revokeStaffSessions(db(), staff.id, { allBut: staff.sessionId });
  revalidatePath(path);
}

/** The row ends first: a copy of the cookie is worthless from then on. */
export async function signOut(): Promise<void> {
  if (!(await isOwnRequest())) return;
  const staff = await currentStaff();
  if (staff) await revokeStaffSessions(db(), staff.id, { only: staff.sessionId });
  await dropStaffToken();
  redirect('/console/sign-in');
}

const Passwords = z.object({ before: z.string().max(1000), after: z.string().max(1000) });

export async function submitPassword(_before: unknown, form: FormData) {
  const state = await act('overview.read', Passwords, form, async (actor, { before, after }) => {
    const staff = await requireStaff('overview.read');
    return changePassword(db(), { staff, actor, before, after });
  });
  if (state?.kind === 'answer' && state.answer.kind === 'changed') {
    await noticeSecurity((await requireStaff('overview.read')).email, 'password_changed');
    revalidatePath(path);
  }
  return state;
}
