import type { InboundMessage } from '../channels/channel.ts';
import type { TtsMode } from '../store/session-settings.ts';

/** Whether the answer to a message is also spoken. Pure. */
export function isSpoken(mode: TtsMode, { attachments }: Pick<InboundMessage, 'attachments'>): boolean {
  switch (mode) {
    case 'off':
      return false;
    case 'always':
      return true;
    case 'inbound':
      return attachments?.some(({ kind }) => kind === 'audio') ?? false;
  }
}
