'use server';
import { roles } from '@rockpool/db/domain/roles';
import { createToken, revokeToken, tokenLifeDays } from '@rockpool/db/operations/tokens';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../../db.ts';
import { act } from '../act.ts';

const path = '/console/tokens';
const lives = new Map(tokenLifeDays.map((days) => [String(days), days]));

const NewToken = z.object({
  name: z.string().trim().min(1).max(80),
  role: z.enum(roles),
  life: z
    .string()
    .refine((text) => lives.has(text))
    .transform((text) => lives.get(text) ?? null),
});

export async function create(_before: unknown, form: FormData) {
  const state = await act('tokens.edit', NewToken, form, (actor, { name, role, life }) =>
    createToken(db(), actor, { name, role, lifeDays: life }),
  );
  revalidatePath(path);
  return state;
}

const Id = z.object({ id: z.uuid() });

export async function revoke(_before: unknown, form: FormData) {
  const state = await act('tokens.edit', Id, form, (actor, { id }) => revokeToken(db(), actor, id));
  revalidatePath(path);
  return state;
}
