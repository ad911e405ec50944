'use server';
import { roles } from '@rockpool/db/domain/roles';
import {
  changeRole,
  disableStaff,
  enableStaff,
  inviteDays,
  inviteStaff,
  resetStaff,
} from '@rockpool/db/operations/staff';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../../db.ts';
import { env } from '../../../env.ts';
import { getLocale } from '../../../i18n/translator.ts';
import { canMail, sendMail } from '../../delivery/deliver.ts';
import { act } from '../act.ts';

const path = '/console/staff';
const Role = z.enum(roles);

const Invitation = z.object({ email: z.email().max(320), role: Role });

/** `link` is told once, to who invites: they send it the way they trust. */
export async function invite(_before: unknown, form: FormData) {
  const state = await act('staff.edit', Invitation, form, async (actor, given) => {
    const result = await inviteStaff(db(), actor, given);
    if (result.kind !== 'invited') return result;
    const link = joinLink(result.token);
    const isMailed = await mailLink('staff_invitation', given.email, link);
    return { kind: 'invited', email: given.email, link, isMailed } as const;
  });
  revalidatePath(path);
  return state;
}

const Member = z.object({ id: z.uuid() });

export async function reset(_before: unknown, form: FormData) {
  const state = await act('staff.edit', Member, form, async (actor, { id }) => {
    const result = await resetStaff(db(), actor, id);
    if (result.kind !== 'reset') return result;
    const link = joinLink(result.token);
    const { email } = await db().staff.findUniqueOrThrow({ where: { id }, select: { email: true } });
    return { kind: 'reset', link, isMailed: await mailLink('staff_reset', email, link) } as const;
  });
  revalidatePath(path);
  return state;
}

const Change = z.object({
  id: z.uuid(),
  change: z.enum(['role', 'disable', 'enable']),
  role: Role.optional(),
});

export async function changeMember(_before: unknown, form: FormData) {
  const state = await act('staff.edit', Change, form, async (actor, { id, change, role }) => {
    if (change === 'disable') return disableStaff(db(), actor, id);
    if (change === 'enable') return enableStaff(db(), actor, id);
    return role ? changeRole(db(), actor, id, role) : ({ kind: 'done' } as const);
  });
  revalidatePath(path);
  return state;
}

/** Null where no mail is set up; false when the service did not take it. The link is shown in any case. */
async function mailLink(
  template: 'staff_invitation' | 'staff_reset',
  to: string,
  link: string,
): Promise<boolean | null> {
  if (!canMail()) return null;
  return sendMail({ to, locale: await getLocale(), template, values: { link, days: inviteDays } });
}

const joinLink = (token: string) => `${env().origin}/console/join?token=${token}`;
