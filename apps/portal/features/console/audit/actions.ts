'use server';
import { verifyAudit } from '@rockpool/db/audit/verify';
import { z } from 'zod';
import { db } from '../../../db.ts';
import { act } from '../act.ts';

/** `<number>:<hash>` as an earlier verification said it, or nothing. */
const Form = z.object({
  head: z
    .string()
    .trim()
    .regex(/^$|^\d{1,15}:[0-9a-f]{64}$/),
});

/** Computes the whole log again; reads only. */
export async function verify(_before: unknown, form: FormData) {
  return act('audit.read', Form, form, async (_actor, { head }) => {
    const [id, hash] = head.split(':');
    return verifyAudit(db(), id && hash ? { id: Number(id), hash } : undefined);
  });
}
