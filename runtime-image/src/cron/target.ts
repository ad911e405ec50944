/** Who asks for a task, what they may do with it, and where its results may go. Pure. */
import type { InboundMessage } from '../channels/channel.ts';
import type { CronJob, Maker, Target } from './job.ts';
import { readWebhook } from '../channels/group-robots/webhook.ts';
import type { ChannelName } from '../channels/table.ts';

const jobsMax = 500;
/** of one sender who is not the owner */
const jobsPerGuestMax = 10;

export type Requester = { maker: Maker; agentId: string };

/**
 * Null where nobody could be answered later: a turn of a subagent that a guest's turn started.
 * @param parent the task whose run asks; null when no run does
 */
export function requesterOf(
  message: InboundMessage,
  turn: { agentId: string; sessionKey: string; byOwner: boolean },
  isPlatform: (channel: string) => boolean,
  parent: CronJob | null,
): Requester | null {
  if (parent !== null) return { maker: parent.maker, agentId: turn.agentId };
  const { channel, accountId, chat, sender } = message;
  const here: Target = isPlatform(channel)
    ? {
        kind: 'chat',
        channel,
        accountId,
        chatId: chat.id,
        threadId: chat.threadId,
        sessionKey: turn.sessionKey,
      }
    : { kind: 'browser' };
  if (here.kind === 'browser' && !turn.byOwner) return null;
  const { byOwner, agentId } = turn;
  return {
    agentId,
    maker: {
      id: sender.id,
      name: sender.name,
      byOwner,
      channel,
      chatId: chat.id,
      chatKind: chat.kind,
      ...(chat.memory === undefined ? {} : { memory: chat.memory }),
      here,
    },
  };
}

/** In a group nobody sees what the owner has made elsewhere, not even when the owner asks. */
export function maySee(job: CronJob, { maker }: Requester): boolean {
  const isHere =
    job.maker.chatId === maker.chatId ||
    (job.target.kind === 'chat' && maker.here.kind === 'chat' && job.target.chatId === maker.here.chatId);
  if (maker.byOwner) return maker.chatKind === 'direct' || isHere;
  return job.maker.channel === maker.channel && job.maker.id === maker.id && isHere;
}

/** Turns of the owner's in private run programs unasked. */
export function hasPrivateRights({ byOwner, chatKind }: Maker): boolean {
  return byOwner && chatKind === 'direct';
}

export function refuseMaking({ maker }: Requester, all: readonly CronJob[]): string | null {
  if (all.length >= jobsMax) return `There are ${jobsMax} tasks already; remove one first.`;
  const own = all.filter((job) => job.maker.channel === maker.channel && job.maker.id === maker.id);
  return !maker.byOwner && own.length >= jobsPerGuestMax
    ? `This person has ${jobsPerGuestMax} tasks already; remove one first.`
    : null;
}

export type TargetWish = { to: string | null; webhook: string | null; secret: string | null };

export type TargetFacts = {
  /** of each open bot, in order; `ownerId` null while nobody owns it */
  bots: { channel: ChannelName; accountId: string; ownerId: string | null }[];
  /** finds a chat by its name; empty: nothing by that name, two: not clear */
  chatsNamed(name: string): { channel: string; accountId: string; chatId: string }[];
  /** http webhooks are allowed to these `host:port` pairs */
  allowHosts: readonly string[];
};

export type ReadTarget = { kind: 'target'; target: Target } | { kind: 'refused'; message: string };

/** What the tool may be told: here, me, browser, none, the id or name of a chat, a person's id, or a webhook. */
export function readTarget(wish: TargetWish, { maker }: Requester, facts: TargetFacts): ReadTarget {
  const to = wish.to?.trim() ?? '';
  const found = (target: Target): ReadTarget => ({ kind: 'target', target });
  const webhook = wish.webhook ?? (/^https?:\/\//i.test(to) ? to : null);
  if (webhook === null && (to === '' || to === 'here')) return found(maker.here);
  if (webhook === null && to === 'none') return found({ kind: 'none' });
  if (!maker.byOwner) return refused('Only the owner may send results to another place than this chat.');
  if (webhook !== null) {
    const host = URL.parse(webhook)?.host ?? '';
    const url = readWebhook(webhook, facts.allowHosts.includes(host));
    return url === null
      ? refused('The webhook must be an https address.')
      : found({ kind: 'webhook', url: url.href, secret: wish.secret || null });
  }
  if (to === 'browser') return found({ kind: 'browser' });
  if (to === 'me' || to === 'owner') {
    const bot = facts.bots.find(
      ({ channel, ownerId }) =>
        ownerId !== null && (channel === maker.channel || maker.here.kind === 'browser'),
    );
    return bot?.ownerId == null
      ? found(maker.chatKind === 'direct' ? maker.here : { kind: 'browser' })
      : found({ kind: 'person', channel: bot.channel, accountId: bot.accountId, userId: bot.ownerId });
  }
  const [named, second] = facts.chatsNamed(to);
  if (second !== undefined) return refused(`Several chats are named "${to}"; give the id of one.`);
  if (named !== undefined) {
    const { channel, accountId, chatId } = named;
    return found({ kind: 'chat', channel, accountId, chatId, threadId: null, sessionKey: null });
  }
  return readId(to, maker, facts);
}

const idForms: Readonly<Record<ChannelName, { chat: RegExp; person: RegExp }>> = {
  feishu: { chat: /^oc_\w+$/, person: /^o[un]_\w+$/ },
  dingtalk: { chat: /^cid[\w+/=]+$/, person: /^(?:user:)?[\w-]+$/ },
};

function readId(to: string, maker: Maker, { bots }: TargetFacts): ReadTarget {
  const here = maker.here.kind === 'chat' ? maker.here : null;
  // the bot of this chat first
  const inOrder = [...bots].sort(
    (a, b) =>
      Number(b.accountId === here?.accountId && b.channel === here.channel) -
      Number(a.accountId === here?.accountId && a.channel === here?.channel),
  );
  for (const { channel, accountId } of inOrder) {
    if (idForms[channel].chat.test(to))
      return {
        kind: 'target',
        target: { kind: 'chat', channel, accountId, chatId: to, threadId: null, sessionKey: null },
      };
    if (idForms[channel].person.test(to))
      return {
        kind: 'target',
        target: { kind: 'person', channel, accountId, userId: to.replace(/^user:/, '') },
      };
  }
  return refused(
    `"${to.slice(0, 60)}" is no chat or person that is known; use here, me, none, the id of a chat, or a webhook.`,
  );
}

function refused(message: string): ReadTarget {
  return { kind: 'refused', message };
}
