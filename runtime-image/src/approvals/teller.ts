/** Puts questions before the owner: in the chat that they come from, and in the owner's own where others wrote it. */
import type { OpenChannels } from '../channels/accounts.ts';
import type { Action, SendTarget } from '../channels/channel.ts';
import type { ToolContext } from '../agent/tool.ts';
import type { Approval } from '../control/approvals.ts';
import type { GatewayConfig } from '../config/settings.ts';
import type { Logger } from '../logger.ts';
import { allowanceFor } from './shell-words.ts';
import { decidedText, expiredText, questionActions, questionText } from './texts.ts';

/** the chat that a question comes from, and its owner's */
const placesMax = 2;

type Place = { channel: string; accountId: string; target: SendTarget };

export type ApprovalTeller = {
  ask(approval: Approval, context: Pick<ToolContext, 'message' | 'byOwner'>): void;
  /** A question whose time is over is told where it was asked; who answered knows. */
  ended(approval: Approval): void;
  /** Questions that the last process left open lose their buttons. */
  voided(ids: readonly string[]): void;
};

export function createApprovalTeller(room: {
  channels: Pick<OpenChannels, 'find' | 'all'>;
  config(): Pick<GatewayConfig, 'locale' | 'approvals'>;
  ownerOf(channel: string, accountId: string): string | null;
  logger: Pick<Logger, 'log'>;
}): ApprovalTeller {
  const asked = new Map<string, Place[]>();

  const ownersPlace = (channel: string, accountId: string): Place[] => {
    const userId = room.ownerOf(channel, accountId);
    return userId === null ? [] : [{ channel, accountId, target: { userId } }];
  };
  const placesOf = ({ message, byOwner }: Pick<ToolContext, 'message' | 'byOwner'>): Place[] => {
    const { channel, accountId, chat } = message;
    // the browser hears by the control events
    if (channel === 'web') return [];
    if (room.channels.find(channel, accountId) === null) {
      const bots = room.channels.all().map((each) => each.status());
      const reachable = bots.filter(({ state }) => state === 'connected');
      return reachable.flatMap((bot) => ownersPlace(bot.channel, bot.accountId)).slice(0, 1);
    }
    const here: Place = { channel, accountId, target: { chatId: chat.id, threadId: chat.threadId } };
    return chat.kind === 'direct' && byOwner ? [here] : [here, ...ownersPlace(channel, accountId)];
  };
  const keyOf = (id: string, what: string, index: number): string => `approval:${id}:${what}:${index}`;
  const post = (
    id: string,
    what: string,
    places: readonly Place[],
    text: string,
    actions: Action[] = [],
  ): void => {
    for (const [index, { channel, accountId, target }] of places.entries()) {
      const sending = room.channels
        .find(channel, accountId)
        ?.send(target, { text, files: [], actions }, keyOf(id, what, index));
      sending?.catch((error: unknown) =>
        room.logger.log('error', 'a question for approval could not be sent', { channel, accountId, error }),
      );
    }
  };

  return {
    ask(approval, context) {
      const { locale, approvals } = room.config();
      const places = placesOf(context);
      asked.set(approval.id, places);
      const minutes = Math.max(1, Math.round(approvals.askTimeoutMs / 60_000));
      const text = questionText(approval, allowanceFor(approval.command), minutes, locale);
      post(approval.id, 'asked', places, text, questionActions(approval.id, locale));
    },
    ended({ id, decided }) {
      if (decided === null) return;
      const places = asked.get(id) ?? [];
      asked.delete(id);
      const outcome = decidedText(decided, room.config().locale);
      for (const [index, { channel, accountId }] of places.entries())
        void room.channels.find(channel, accountId)?.settle?.(keyOf(id, 'asked', index), outcome);
      if (decided === 'expired') post(id, 'expired', places, expiredText(id, room.config().locale));
    },
    voided(ids) {
      const outcome = decidedText('interrupted', room.config().locale);
      for (const channel of room.channels.all())
        for (const id of ids)
          for (let index = 0; index < placesMax; index += 1)
            void channel.settle?.(keyOf(id, 'asked', index), outcome);
    },
  };
}
