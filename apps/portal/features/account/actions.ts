'use server';
import { revalidatePath } from 'next/cache';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { db } from '../../db.ts';
import { requireUser } from '../auth/current-user.ts';
import { revokeSessions } from '../auth/session.ts';

/** Ends one session of the user. One that is not theirs, or ended before, changes nothing. */
export async function revokeOne(form: FormData) {
  const user = await requireUser();
  const id = z.uuid().safeParse(form.get('session'));
  if (id.success) await revokeSessions(db(), user.id, { only: id.data });
  revalidatePath('/account');
}

export async function revokeOthers() {
  const user = await requireUser();
  await revokeSessions(db(), user.id, { allBut: user.sessionId });
  revalidatePath('/account');
}

/** The row ends first: a copy of the cookie is worthless from then on. */
export async function signOut() {
  const user = await requireUser();
  await revokeSessions(db(), user.id, { only: user.sessionId });
  const jar = await cookies();
  for (const { name } of jar.getAll()) if (/next-auth\.session-token/.test(name)) jar.delete(name);
  redirect('/');
}
