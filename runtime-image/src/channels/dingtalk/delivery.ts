/** Puts finished messages where they belong: by the webhook of the message that they answer while it holds, else of our own accord. */
import { DingtalkApiError, isRefusal } from './api-error.ts';
import { sendToGroup, sendToPerson, type RobotMessage } from './calls.ts';
import type { DingtalkClient } from './client.ts';
import type { Part } from './render.ts';

export type Target = { group: string } | { staffId: string };

/** `target` null: somebody outside of the organisation, whom only the webhook reaches. */
export type Place = { webhook: { url: string; until: number } | null; target: Target | null };

/** The webhook is not used in the last moments of its time. */
const reserveMs = 5_000;

export async function deliverPart(client: DingtalkClient, part: Part, place: Place): Promise<void> {
  const { webhook, target } = place;
  const isOpen = webhook !== null && Date.now() < webhook.until - reserveMs;
  if (isOpen) {
    try {
      return await client.post(webhook.url, part.webhook, client.deliverMs);
    } catch (error) {
      // only a clear no leads to the other way: after a lost answer the message may well have arrived
      if (target === null || !isRefusal(error)) throw error;
    }
  }
  if (target === null) throw new DingtalkApiError('sessionOver', 'the webhook is over');
  await sendTo(client, target, part.robot);
}

export function sendTo(client: DingtalkClient, target: Target, message: RobotMessage): Promise<void> {
  return 'group' in target
    ? sendToGroup(client, target.group, message)
    : sendToPerson(client, target.staffId, message);
}
