import { hash } from 'node:crypto';
import type { InboundMessage } from '../channels/channel.ts';

/** every step of a message's way asks */
const known = new WeakMap<object, string>();

/** The same for the same message, before and after a crash: the key of its turn and of everything sent for it. 32 characters. */
export function turnIdOf(message: InboundMessage): string {
  let id = known.get(message);
  if (id === undefined) {
    const { channel, accountId, messageId } = message;
    id = hash('sha256', JSON.stringify([channel, accountId, messageId]), 'hex').slice(0, 32);
    known.set(message, id);
  }
  return id;
}
