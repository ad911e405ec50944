import { z } from 'zod';
import { exitCodes, Failure } from './failure.ts';
import type { Session } from './session.ts';

const Known = z.looseObject({ tier: z.string().nullable() });

export const User = z.looseObject({
  id: z.string(),
  phone: z.string(),
  joinedAt: z.string(),
  points: z.number(),
  plan: z.object({ imported: Known.nullable(), answered: Known.nullable(), subscriptions: z.array(Known) }),
  entitlements: z.array(
    z.looseObject({
      id: z.string(),
      campaign: z.object({ id: z.string(), slug: z.string() }).loose(),
      grantedDays: z.number(),
      availableDays: z.number(),
      expiresAt: z.string().nullable(),
    }),
  ),
  instance: z.looseObject({ id: z.string(), phase: z.string() }).nullable(),
});
export type User = z.output<typeof User>;

/** By id or phone number; a number that several have in common is nobody's. */
export async function findUser({ api }: Session, word: string): Promise<User> {
  if (z.uuid().safeParse(word).success) return api.get(`/users/${word}`, { shape: User });
  const digits = word.replace(/[\s-]/g, '');
  const shape = z.object({ items: z.array(z.looseObject({ id: z.string(), phone: z.string() })) });
  const { items } = await api.get('/users', { shape, query: { q: digits.slice(0, 64), limit: 2 } });
  const fitting = items.filter(({ phone }) => phone === digits || phone === `+86${digits}`);
  if (fitting.length === 1) return api.get(`/users/${fitting[0]!.id}`, { shape: User });
  throw new Failure(exitCodes.notFound, `There is no user "${word}": give the whole number or the id.`);
}
