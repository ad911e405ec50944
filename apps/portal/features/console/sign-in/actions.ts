'use server';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { db } from '../../../db.ts';
import { safeConsolePath } from '../console-path.ts';
import { keepStaffToken } from '../cookie.ts';
import { isOwnRequest, requestOrigin } from '../own-request.ts';
import { signInWithPassword, type PasswordResult } from './sign-in-with-password.ts';

export type SignInState = Exclude<PasswordResult, { kind: 'first_factor' }> | { kind: 'foreign' } | null;

const Fields = z.object({
  email: z
    .string()
    .max(320)
    .regex(/^\P{Cc}*$/u),
  password: z.string().max(1000),
  next: z.string(),
});

export async function signIn(_before: SignInState, form: FormData): Promise<SignInState> {
  if (!(await isOwnRequest())) return { kind: 'foreign' };
  const fields = Fields.safeParse(Object.fromEntries(form));
  if (!fields.success) return { kind: 'refused' };
  const result = await signInWithPassword(db(), fields.data, await requestOrigin());
  if (result.kind !== 'first_factor') return result;
  await keepStaffToken(result.token);
  redirect(`/console/second-factor?next=${encodeURIComponent(safeConsolePath(fields.data.next))}`);
}
