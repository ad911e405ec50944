/** Says yes or no to a sender who wrote to the bot. The first one approved on a bot without an owner becomes its owner. */
import { addReconcileJob } from '@rockpool/db/jobs';
import type { KeyRing } from '@rockpool/db/secrets';
import type { Db } from '@rockpool/db/client';
import { GatewayError } from '../gateway/control-client.ts';
import { findGateway } from '../gateway/find-gateway.ts';
import { lockInstance } from './lock-instance.ts';

/** gone: the request was answered or ran out meanwhile */
export type AnswerPairingResult = { ok: true } | { ok: false; reason: 'away' | 'gone' };

export async function answerPairing(
  { db, keys }: { db: Db; keys: KeyRing },
  userId: string,
  { code, answer }: { code: string; answer: 'approve' | 'deny' },
): Promise<AnswerPairingResult> {
  const place = await findGateway(db, keys, userId);
  if (place.at === 'away') return { ok: false, reason: 'away' };
  try {
    const request = (await place.client.pairings()).find((pairing) => pairing.code === code);
    if (!request) return { ok: false, reason: 'gone' };
    await (answer === 'approve' ? place.client.approve(code) : place.client.deny(code));
    if (answer === 'approve') await rememberOwner(db, userId, request.channel, request.senderId);
    return { ok: true };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { ok: false, reason: error.status === 404 || error.status === 410 ? 'gone' : 'away' };
  }
}

/** Writes down what the gateway has decided already, so that it outlives the gateway's volume. */
async function rememberOwner(db: Db, userId: string, channel: string, ownerId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const instance = await tx.instance.findUniqueOrThrow({ where: { userId }, select: { id: true } });
    if (!(await lockInstance(tx, instance.id))) return;
    const { count } = await tx.channelSetting.updateMany({
      where: { instanceId: instance.id, channel, ownerId: null },
      data: { ownerId },
    });
    if (count === 0) return;
    await tx.instance.update({ where: { id: instance.id }, data: { specVersion: { increment: 1 } } });
    await addReconcileJob(tx, instance.id);
  });
}
