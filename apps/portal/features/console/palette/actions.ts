'use server';
import { may } from '@rockpool/db/domain/roles';
import { z } from 'zod';
import { db } from '../../../db.ts';
import { currentStaff } from '../current-staff.ts';
import { isOwnRequest } from '../own-request.ts';

export interface Found {
  kind: 'user' | 'instance';
  id: string;
  label: string;
}

const foundMax = 5;
const Wish = z.string().trim().min(3).max(60);

/** Users by a part of their number, computers by the beginning of their id; a few, for who may see them. */
export async function findByText(text: string): Promise<Found[]> {
  const wish = Wish.safeParse(text);
  if (!wish.success || !(await isOwnRequest())) return [];
  const staff = await currentStaff();
  if (!staff?.complete || !may(staff.role, 'users.read')) return [];
  const digits = wish.data.replace(/[^\d+]/g, '');
  const id = /^[0-9a-f-]{4,36}$/i.test(wish.data) ? wish.data.toLowerCase() : null;
  const [users, instances] = await Promise.all([
    digits.length < 3
      ? []
      : db().user.findMany({
          where: { phone: { contains: digits }, deletedAt: null },
          select: { id: true, phone: true },
          take: foundMax,
        }),
    id === null
      ? []
      : db().$queryRaw<{ id: string }[]>`
          SELECT id::text FROM instances WHERE id::text LIKE ${`${id}%`} LIMIT ${foundMax}`,
  ]);
  return [
    ...users.map(({ id: userId, phone }) => ({ kind: 'user' as const, id: userId, label: phone })),
    ...instances.map((instance) => ({ kind: 'instance' as const, id: instance.id, label: instance.id })),
  ];
}
