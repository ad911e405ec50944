'use server';
import type { PasswordProblem } from '@rockpool/db/domain/password';
import { z } from 'zod';
import { db } from '../../../db.ts';
import { keyRing } from '../../../keys.ts';
import { limit } from '../../limits/limit.ts';
import { keepStaffToken } from '../cookie.ts';
import { isOwnRequest, requestOrigin } from '../own-request.ts';
import { acceptInvitation } from './invitation.ts';

export type JoinState =
  | { kind: 'joined'; recoveryCodes: string[] }
  | { kind: 'link_over' | 'wrong_code' | 'foreign' }
  | { kind: 'weak_password'; problem: PasswordProblem }
  | { kind: 'too_many'; retryAfterSeconds: number }
  | null;

const Fields = z.object({
  token: z.string().max(100),
  password: z.string().max(1000),
  sealed: z.string().max(500),
  code: z.string().max(100),
});

export async function join(_before: JoinState, form: FormData): Promise<JoinState> {
  if (!(await isOwnRequest())) return { kind: 'foreign' };
  const fields = Fields.safeParse(Object.fromEntries(form));
  if (!fields.success) return { kind: 'link_over' };
  const from = await requestOrigin();
  const verdict = await limit(db(), 'staff.join.address', from.address);
  if (!verdict.ok) return { kind: 'too_many', retryAfterSeconds: verdict.retryAfterSeconds };
  // the machine's clock: an authenticator app knows nothing of one that was moved
  const result = await acceptInvitation(db(), keyRing(), { ...fields.data, realNowMs: Date.now(), from });
  if (result.kind !== 'joined') return result;
  await keepStaffToken(result.token);
  return { kind: 'joined', recoveryCodes: result.recoveryCodes };
}
