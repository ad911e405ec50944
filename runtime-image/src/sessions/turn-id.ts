import { createHash } from 'node:crypto';
import type { InboundMessage } from '../channels/channel.ts';

/** The same for the same message, before and after a crash: the key of its turn and of everything sent for it. 32 characters. */
export function turnIdOf({ channel, accountId, messageId }: InboundMessage): string {
  return createHash('sha256')
    .update(JSON.stringify([channel, accountId, messageId]))
    .digest('hex')
    .slice(0, 32);
}
