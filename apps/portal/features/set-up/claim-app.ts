import { Prisma, type Tx } from '@rockpool/db/client';

/**
 * Whether this instance may take the app. Two connections on one app would each get a random half of the messages, so an app
 * serves one instance. A removed instance gives its apps back. Call it in the transaction that writes the setting; a
 * race of two is decided by the unique index, see `isAppTaken`.
 */
export async function claimApp(tx: Tx, instanceId: string, appId: string): Promise<'free' | 'taken'> {
  await tx.channelSetting.deleteMany({
    where: { channel: 'feishu', appId, instanceId: { not: instanceId }, instance: { phase: 'removed' } },
  });
  const holder = await tx.channelSetting.findUnique({
    where: { channel_appId: { channel: 'feishu', appId } },
    select: { instanceId: true },
  });
  return holder && holder.instanceId !== instanceId ? 'taken' : 'free';
}

export function isAppTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
