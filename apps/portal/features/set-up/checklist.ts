/**
 * The six steps from nothing to a bot that answers. Pure: facts in, steps out; every open or failed step says why and,
 * where the person can do something, what. Green is earned: `ready` only when the owner's own message was answered.
 */
import type { ChannelStatus } from '@rockpool/gateway/control';
import type { CredentialRefusal } from '../feishu/credentials.ts';

const stepIds = [
  'app_created',
  'credentials_valid',
  'bot_ability',
  'connection_up',
  'greeting_delivered',
  'message_answered',
] as const;
export type StepId = (typeof stepIds)[number];

export type StepReason =
  | 'waiting_for_scan'
  | 'waiting_for_confirmation'
  | 'scan_denied'
  | 'scan_expired'
  | 'scan_failed'
  | 'scan_cancelled'
  | 'checking'
  | 'unknown_app'
  | 'wrong_secret'
  | 'refused'
  | 'missing_scope'
  | 'unreachable'
  | 'bot_off'
  | 'starting'
  | 'applying'
  | 'connecting'
  | 'expired'
  | 'suspended'
  | 'instance_failed'
  | 'removed'
  | 'connection_failed'
  | 'owner_unknown'
  | 'greeting_pending'
  | 'greeting_failed'
  | 'model_missing'
  | 'approve_sender'
  | 'say_hello'
  | 'answering'
  | 'answer_failed';

/** What the page offers beside the reason. */
export type StepFix =
  | 'new_code'
  | 'enter_again'
  | 'check_again'
  | 'open_console'
  | 'renew'
  | 'open_computer'
  | 'set_model'
  | 'approve_sender';

export type Step = {
  id: StepId;
  state: 'pending' | 'running' | 'done' | 'failed';
  reason: StepReason | null;
  /** the vendor's or the gateway's own words, may be empty */
  detail: string;
  fix: StepFix | null;
};

export type SetUpFacts = {
  /** the instance's run phase */
  phase: string;
  phaseDetail: string;
  /** the provisioner has rendered the newest settings */
  settingsApplied: boolean;
  modelAccepted: boolean;
  /** newest attempt by scan */
  scan: { state: string; detail: string } | null;
  bot: {
    accepted: boolean;
    ownerId: string | null;
    refusal: { reason: CredentialRefusal; detail: string } | null;
  } | null;
  /** what the gateway says about exactly this bot; null when it says nothing */
  channel: ChannelStatus | null;
  /** senders who wait for a yes or no */
  pairings: number;
};

export type Checklist = { steps: Step[]; ready: boolean };

type Judgment = Omit<Step, 'id'>;

const done: Judgment = { state: 'done', reason: null, detail: '', fix: null };
const pending: Judgment = { state: 'pending', reason: null, detail: '', fix: null };
const running = (reason: StepReason, fix: StepFix | null = null): Judgment => ({
  state: 'running',
  reason,
  detail: '',
  fix,
});
const failed = (reason: StepReason, fix: StepFix | null, detail = ''): Judgment => ({
  state: 'failed',
  reason,
  detail,
  fix,
});

export function checklist(facts: SetUpFacts): Checklist {
  const credentials = credentialsValid(facts);
  const ability = botAbility(facts);
  const connection = ability.state === 'done' ? connectionUp(facts) : pending;
  const judgments: Record<StepId, Judgment> = {
    app_created: appCreated(facts),
    credentials_valid: credentials,
    bot_ability: ability,
    connection_up: connection,
    greeting_delivered: greetingDelivered(facts, connection),
    message_answered: messageAnswered(facts, connection),
  };
  const steps = stepIds.map((id) => ({ id, ...judgments[id] }));
  return { steps, ready: judgments.message_answered.state === 'done' };
}

function appCreated({ bot, scan }: SetUpFacts): Judgment {
  if (bot) return done;
  switch (scan?.state) {
    case undefined:
      return pending;
    case 'waiting':
      return running('waiting_for_scan');
    case 'scanned':
      return running('waiting_for_confirmation');
    case 'denied':
      return failed('scan_denied', 'new_code');
    case 'expired':
      return failed('scan_expired', 'new_code');
    case 'cancelled':
      return { ...pending, reason: 'scan_cancelled', fix: 'new_code' };
    default:
      return failed('scan_failed', 'new_code', scan?.detail ?? '');
  }
}

function credentialsValid({ bot, channel, settingsApplied }: SetUpFacts): Judgment {
  if (!bot) return pending;
  if (bot.accepted) {
    // accepted once, but refused since: the secret was changed in Feishu's console
    const isRefused = channel?.state === 'failed' && channel.code === 'wrong_secret';
    return isRefused && settingsApplied ? failed('wrong_secret', 'enter_again', channel.reason) : done;
  }
  if (!bot.refusal) return running('checking');
  const { reason, detail } = bot.refusal;
  if (reason === 'bot_off' || reason === 'missing_scope') return done;
  if (reason === 'unreachable') return { ...running('unreachable', 'check_again'), detail };
  return failed(reason, 'enter_again', detail);
}

function botAbility({ bot, channel, settingsApplied }: SetUpFacts): Judgment {
  if (bot?.accepted) {
    const isOff = channel?.state === 'failed' && channel.code === 'bot_off';
    return isOff && settingsApplied ? failed('bot_off', 'check_again', channel.reason) : done;
  }
  const refusal = bot?.refusal;
  if (refusal?.reason === 'bot_off' || refusal?.reason === 'missing_scope')
    return failed(refusal.reason, 'check_again', refusal.detail);
  return pending;
}

function connectionUp({ phase, phaseDetail, channel, settingsApplied }: SetUpFacts): Judgment {
  switch (phase) {
    case 'provisioning':
      return running('starting');
    case 'expired':
      return failed('expired', 'renew');
    case 'suspended':
      return failed('suspended', 'open_computer', phaseDetail);
    case 'failed':
      return failed('instance_failed', 'open_computer', phaseDetail);
    case 'removed':
      return failed('removed', 'open_computer');
  }
  if (!channel || channel.state === 'off') return running('applying');
  if (channel.state === 'connected') return done;
  if (channel.state === 'connecting') return { ...running('connecting'), detail: channel.reason };
  // a failure of settings that were replaced since says nothing about the new ones
  return settingsApplied ? failed('connection_failed', 'check_again', channel.reason) : running('applying');
}

function greetingDelivered({ bot, channel }: SetUpFacts, connection: Judgment): Judgment {
  const greeting = channel?.greeting;
  // whoever has had an answer needs no greeting to prove that the bot may write
  if (greeting?.state === 'delivered' || channel?.ownerAnsweredAt) return done;
  if (connection.state !== 'done') return pending;
  if (greeting?.state === 'failed') return failed('greeting_failed', 'open_console', greeting.reason);
  if (!bot?.ownerId && !channel?.ownerId) return { ...pending, reason: 'owner_unknown' };
  return running('greeting_pending');
}

/** What keeps answers back and is mended in Feishu's console. */
const mendedThere = new Set(['missing_scope', 'outside_availability', 'bot_off']);

function messageAnswered(
  { bot, channel, modelAccepted, pairings }: SetUpFacts,
  connection: Judgment,
): Judgment {
  if (bot && channel?.ownerAnsweredAt) return done;
  if (!modelAccepted) return { ...pending, reason: 'model_missing', fix: 'set_model' };
  if (connection.state !== 'done') return pending;
  // a connected bot whose last answer the platform did not take: nobody would ever see one
  if (channel?.code)
    return failed('answer_failed', mendedThere.has(channel.code) ? 'open_console' : null, channel.reason);
  const ownerKnown = Boolean(bot?.ownerId ?? channel?.ownerId);
  if (!ownerKnown && pairings > 0) return running('approve_sender', 'approve_sender');
  if (ownerKnown && channel?.lastInboundAt && (channel.lastAnsweredAt ?? '') < channel.lastInboundAt)
    return running('answering');
  return running('say_hello');
}
