'use server';
import { deleteAccount, type DeleteResult } from '@rockpool/db/operations/account';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { keyRing } from '../../keys.ts';
import { log } from '../../log.ts';
import { requireUser } from '../auth/current-user.ts';
import { endPayments } from '../billing/end-payments.ts';
import { billingDeps } from '../billing/portal-deps.ts';
import { sendCode } from '../sign-in/actions.ts';
import { provePhone } from '../sign-in/prove-phone.ts';
import type { SignInRefusal } from '../sign-in/refusals.ts';
import { requestOf } from './own-request.ts';

export type DeleteState = {
  refusal: SignInRefusal | Exclude<DeleteResult['kind'], 'deleted'> | 'unavailable' | 'incomplete';
} | null;

/** Sends the account's own number a code. */
export async function sendDeletionCode() {
  const user = await requireUser();
  return sendCode(user.phone);
}

const Form = z.object({ phone: z.string().max(40), code: z.string().trim().min(1).max(20) });

/** Deletes the account of whoever asks, after number and code; nothing is left to be signed in to. */
export async function deleteOwnAccount(_before: DeleteState, form: FormData): Promise<DeleteState> {
  const user = await requireUser();
  const fields = Form.safeParse(Object.fromEntries(form));
  if (!fields.success) return { refusal: 'incomplete' };
  try {
    const refusal = await provePhone(db(), env().authSecret, { phone: user.phone, code: fields.data.code });
    if (refusal) return { refusal };
    const billing = billingDeps();
    if (billing) await endPayments(billing, user.id);
    const request = { ...(await requestOf(user)), typedPhone: fields.data.phone };
    const result = await deleteAccount(db(), keyRing(), request);
    if (result.kind !== 'deleted') return { refusal: result.kind };
  } catch (error) {
    log().error({ err: error, userId: user.id }, 'an account could not be deleted');
    return { refusal: 'unavailable' };
  }
  const jar = await cookies();
  for (const { name } of jar.getAll()) if (/next-auth\.session-token/.test(name)) jar.delete(name);
  redirect('/');
}
