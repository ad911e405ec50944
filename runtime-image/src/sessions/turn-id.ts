import { hash } from 'node:crypto';
import type { InboundMessage } from '../channels/channel.ts';

/** The same for the same message, before and after a crash: the key of its turn and of everything sent for it. 32 characters. */
export function turnIdOf({ channel, accountId, messageId }: InboundMessage): string {
  return hash('sha256', JSON.stringify([channel, accountId, messageId]), 'hex').slice(0, 32);
}
