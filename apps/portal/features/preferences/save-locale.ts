import { addReconcileJob } from '@rockpool/db/jobs';
import type { Db } from '@rockpool/db/client';
import type { Locale } from '../../i18n/locale.ts';

/** Keeps the language with the user: messages that are sent to them follow it, and so does their assistant. */
export async function saveLocale(db: Db, userId: string, locale: Locale): Promise<void> {
  await db.$transaction(async (tx) => {
    const { count } = await tx.user.updateMany({
      where: { id: userId, locale: { not: locale } },
      data: { locale },
    });
    if (count === 0) return;
    const instance = await tx.instance.findUnique({ where: { userId }, select: { id: true, phase: true } });
    if (instance === null || instance.phase === 'removed') return;
    await tx.instance.update({ where: { id: instance.id }, data: { specVersion: { increment: 1 } } });
    await addReconcileJob(tx, instance.id);
  });
}
