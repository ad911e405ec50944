import type { ChannelStatus } from '@rockpool/gateway/control';
import { describe, expect, it } from 'vitest';
import { checklist, type SetUpFacts, type StepId } from './checklist.ts';

const at = '2026-03-01T08:00:00.000Z';
const later = '2026-03-01T08:00:05.000Z';

const connected: ChannelStatus = {
  channel: 'feishu',
  accountId: 'default',
  appId: 'cli_a1b2c3d4e5f60718',
  state: 'connected',
  code: '',
  reason: '',
  since: at,
  bot: { id: 'ou_bot', name: 'Pool' },
  ownerId: 'ou_owner',
  greeting: { state: 'delivered', reason: '' },
  lastInboundAt: null,
  lastAnsweredAt: null,
  ownerAnsweredAt: null,
};

const fresh: SetUpFacts = {
  phase: 'running',
  phaseDetail: '',
  settingsApplied: true,
  modelAccepted: true,
  scan: null,
  bot: null,
  channel: null,
  pairings: 0,
};
const accepted = { accepted: true, ownerId: 'ou_owner', refusal: null };
const refused = (reason: 'wrong_secret' | 'unknown_app' | 'bot_off' | 'missing_scope' | 'unreachable') => ({
  ...accepted,
  accepted: false,
  refusal: { reason, detail: 'said the vendor' },
});

function step(id: StepId, change: Partial<SetUpFacts>) {
  const { state, reason, fix } = checklist({ ...fresh, ...change }).steps.find((entry) => entry.id === id)!;
  return [state, reason, fix];
}
const channel = (change: Partial<ChannelStatus>): Partial<SetUpFacts> => ({
  bot: accepted,
  channel: { ...connected, ...change },
});

describe('the set-up checklist', () => {
  it('is never ready before the owner had an answer, whatever else is green', () => {
    const all = checklist({ ...fresh, ...channel({}) });
    expect(all.steps.slice(0, 5).map((entry) => entry.state)).toEqual([
      'done',
      'done',
      'done',
      'done',
      'done',
    ]);
    expect(all.ready).toBe(false);
    expect(checklist({ ...fresh, ...channel({ ownerAnsweredAt: at }) }).ready).toBe(true);
  });

  it('starts with every step open and asks for nothing that cannot be done yet', () => {
    expect(checklist(fresh).steps.map((entry) => entry.state)).toEqual(Array(6).fill('pending'));
  });

  it.each<[string, unknown[]]>([
    ['waiting', ['running', 'waiting_for_scan', null]],
    ['scanned', ['running', 'waiting_for_confirmation', null]],
    ['denied', ['failed', 'scan_denied', 'new_code']],
    ['expired', ['failed', 'scan_expired', 'new_code']],
    ['failed', ['failed', 'scan_failed', 'new_code']],
    ['cancelled', ['pending', 'scan_cancelled', 'new_code']],
  ])('tells a scan that is %s', (state, expected) => {
    expect(step('app_created', { scan: { state, detail: '' } })).toEqual(expected);
  });

  it('keeps the app created while a second scan for another one runs', () => {
    expect(step('app_created', { bot: accepted, scan: { state: 'waiting', detail: '' } })[0]).toBe('done');
  });

  it.each<[Partial<SetUpFacts>, unknown[], unknown[]]>([
    [{ bot: { ...accepted, accepted: false } }, ['running', 'checking', null], ['pending', null, null]],
    [{ bot: refused('wrong_secret') }, ['failed', 'wrong_secret', 'enter_again'], ['pending', null, null]],
    [{ bot: refused('unknown_app') }, ['failed', 'unknown_app', 'enter_again'], ['pending', null, null]],
    [{ bot: refused('unreachable') }, ['running', 'unreachable', 'check_again'], ['pending', null, null]],
    [{ bot: refused('bot_off') }, ['done', null, null], ['failed', 'bot_off', 'check_again']],
    [{ bot: refused('missing_scope') }, ['done', null, null], ['failed', 'missing_scope', 'check_again']],
    [
      channel({ state: 'failed', code: 'bot_off' }),
      ['done', null, null],
      ['failed', 'bot_off', 'check_again'],
    ],
    [{ bot: accepted }, ['done', null, null], ['done', null, null]],
  ])('separates wrong credentials from a bot that is switched off (%#)', (facts, credentials, ability) => {
    expect(step('credentials_valid', facts)).toEqual(credentials);
    expect(step('bot_ability', facts)).toEqual(ability);
  });

  it('notices a secret that was changed in the console later, but not from the settings before', () => {
    const wrong = channel({ state: 'failed', code: 'wrong_secret', reason: 'wrong secret' });
    expect(step('credentials_valid', wrong)).toEqual(['failed', 'wrong_secret', 'enter_again']);
    expect(step('credentials_valid', { ...wrong, settingsApplied: false })[0]).toBe('done');
    expect(step('connection_up', { ...wrong, settingsApplied: false })).toEqual([
      'running',
      'applying',
      null,
    ]);
  });

  it.each<[Partial<SetUpFacts>, unknown[]]>([
    [{ phase: 'provisioning' }, ['running', 'starting', null]],
    [{ phase: 'expired' }, ['failed', 'expired', 'renew']],
    [{ phase: 'suspended' }, ['failed', 'suspended', 'open_computer']],
    [{ phase: 'failed' }, ['failed', 'instance_failed', 'open_computer']],
    [{ channel: null }, ['running', 'applying', null]],
    [channel({ state: 'off' }), ['running', 'applying', null]],
    [channel({ state: 'connecting' }), ['running', 'connecting', null]],
    [channel({ state: 'failed', code: 'unreachable' }), ['failed', 'connection_failed', 'check_again']],
    [channel({}), ['done', null, null]],
  ])('tells why the connection is not up (%#)', (facts, expected) => {
    expect(step('connection_up', { bot: accepted, ...facts })).toEqual(expected);
  });

  it.each<[Partial<SetUpFacts>, unknown[]]>([
    [channel({ greeting: { state: 'none', reason: '' } }), ['running', 'greeting_pending', null]],
    [channel({ greeting: { state: 'pending', reason: '' } }), ['running', 'greeting_pending', null]],
    [
      channel({ greeting: { state: 'failed', reason: '230013' } }),
      ['failed', 'greeting_failed', 'open_console'],
    ],
    [channel({ greeting: { state: 'none', reason: '' }, ownerAnsweredAt: at }), ['done', null, null]],
    [
      {
        bot: { ...accepted, ownerId: null },
        channel: { ...connected, ownerId: null, greeting: { state: 'none', reason: '' } },
      },
      ['pending', 'owner_unknown', null],
    ],
  ])('tells how the greeting fares (%#)', (facts, expected) => {
    expect(step('greeting_delivered', facts)).toEqual(expected);
  });

  it.each<[Partial<SetUpFacts>, unknown[]]>([
    [{ ...channel({}), modelAccepted: false }, ['pending', 'model_missing', 'set_model']],
    [channel({ state: 'connecting' }), ['pending', null, null]],
    [channel({}), ['running', 'say_hello', null]],
    [channel({ lastInboundAt: at }), ['running', 'answering', null]],
    [channel({ lastInboundAt: later, lastAnsweredAt: at }), ['running', 'answering', null]],
    [channel({ lastInboundAt: at, lastAnsweredAt: later }), ['running', 'say_hello', null]],
    [
      { bot: { ...accepted, ownerId: null }, channel: { ...connected, ownerId: null }, pairings: 1 },
      ['running', 'approve_sender', 'approve_sender'],
    ],
    [
      channel({ lastInboundAt: at, code: 'missing_scope', reason: 'lacks im:message' }),
      ['failed', 'answer_failed', 'open_console'],
    ],
    [channel({ lastInboundAt: at, code: 'quota_used_up' }), ['failed', 'answer_failed', null]],
    [channel({ ownerAnsweredAt: at, code: 'missing_scope' }), ['done', null, null]],
    [channel({ ownerAnsweredAt: at }), ['done', null, null]],
  ])('tells what the last step waits for (%#)', (facts, expected) => {
    expect(step('message_answered', facts)).toEqual(expected);
  });

  it('stays ready while the computer is stopped, saying that it is', () => {
    const stopped = { ...channel({ ownerAnsweredAt: at }), phase: 'expired' };
    expect(checklist({ ...fresh, ...stopped }).ready).toBe(true);
    expect(step('connection_up', stopped)).toEqual(['failed', 'expired', 'renew']);
  });
});
