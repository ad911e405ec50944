import type { ChatMessage, ControlEvent } from '@rockpool/gateway/control';
import { describe, expect, it } from 'vitest';
import { chatReducer, initialChat, type ChatAction, type ChatState } from './chat-state.ts';

const at = '2026-03-01T08:00:00.000Z';
const message = (id: string, role: 'user' | 'assistant', text = id): ChatMessage => ({
  id,
  role,
  text,
  channel: 'web',
  at,
  tools: [],
  model: null,
});
const event = (one: ControlEvent): ChatAction => ({ type: 'event', event: one });
const history = (messages: ChatMessage[], running = false): ChatAction => ({
  type: 'history',
  history: { messages, running },
});
const send = (id: string): ChatAction => ({ type: 'send', id, text: id, at });
const after = (...actions: ChatAction[]): ChatState => actions.reduce(chatReducer, initialChat());
const ids = (state: ChatState) => state.messages?.map(({ id }) => id);

describe('the chat', () => {
  it('shows a sent message once, whether the event or the acceptance comes first', () => {
    const shown = event({ type: 'message', message: message('a', 'user') });
    for (const actions of [
      [history([]), send('a'), { type: 'accepted', id: 'a' }, shown],
      [history([]), send('a'), shown, { type: 'accepted', id: 'a' }],
      [history([]), send('a'), { type: 'refused', id: 'a', reason: 'offline' }, shown],
      [send('a'), history([message('a', 'user')]), shown],
    ] as ChatAction[][]) {
      const state = after(...actions);
      expect([ids(state), state.outgoing]).toEqual([['a'], []]);
    }
  });

  it('keeps a message that was not delivered, and sends it again under the same id', () => {
    const failed = after(history([]), send('a'), { type: 'refused', id: 'a', reason: 'unreachable' });
    expect(failed.outgoing).toMatchObject([{ id: 'a', state: 'failed', reason: 'unreachable' }]);
    const again = chatReducer(failed, send('a'));
    expect(again.outgoing).toMatchObject([{ id: 'a', state: 'sending' }]);
    expect(chatReducer(again, { type: 'discard', id: 'a' }).outgoing).toEqual([]);
  });

  it('does not show a message again that was sent once more although it had arrived', () => {
    const arrived = after(history([]), send('a'), history([message('a', 'user')]));
    const again = [send('a'), { type: 'accepted', id: 'a' } as const].reduce(chatReducer, arrived);
    expect([ids(again), again.outgoing]).toEqual([['a'], []]);
  });

  it('keeps what waits behind a running turn, and forgets what went by while nobody listened', () => {
    const waiting = after(history([], true), send('a'), { type: 'accepted', id: 'a' });
    expect(chatReducer(waiting, history([], true)).outgoing).toHaveLength(1);
    expect(chatReducer(waiting, history([])).outgoing).toHaveLength(0);
  });

  it('builds a turn from its pieces and replaces it by the stored answer', () => {
    const pieces = after(
      history([message('a', 'user')]),
      event({ type: 'turn-start', turnId: 't', replyTo: 'a' }),
      event({ type: 'reasoning', turnId: 't', text: 'hm' }),
      event({ type: 'tool', turnId: 't', id: 'c', name: 'ls', input: '{}', output: null, ok: false }),
      event({ type: 'tool', turnId: 't', id: 'c', name: 'ls', input: '{}', output: 'x', ok: true }),
      event({ type: 'delta', turnId: 't', text: '你' }),
      event({ type: 'delta', turnId: 't', text: '好' }),
    );
    expect(pieces).toMatchObject({
      running: true,
      turn: { text: '你好', reasoning: 'hm', isPartial: false, tools: [{ id: 'c', output: 'x', ok: true }] },
    });
    const end = event({
      type: 'turn-end',
      turnId: 't',
      message: message('t', 'assistant', '你好'),
      error: null,
    });
    const ended = [end, end].reduce(chatReducer, pieces);
    expect([ids(ended), ended.turn, ended.running]).toEqual([['a', 't'], null, false]);
  });

  it('says so when it came into the middle of a turn', () => {
    const state = after(
      history([message('a', 'user')], true),
      event({ type: 'delta', turnId: 't', text: 'rest' }),
    );
    expect(state.turn).toMatchObject({ text: 'rest', isPartial: true });
  });

  it('tells why a turn ended without an answer, until the next one', () => {
    const failed = after(
      history([]),
      event({ type: 'turn-end', turnId: 't', message: null, error: 'no balance' }),
    );
    expect([failed.turnError, failed.running]).toEqual(['no balance', false]);
    expect(chatReducer(failed, send('b')).turnError).toBeNull();
  });

  it('tells that the answer ends because it was stopped', () => {
    const start = event({ type: 'turn-start', turnId: 't', replyTo: 'a' });
    const end = event({ type: 'turn-end', turnId: 't', message: message('t', 'assistant'), error: null });
    expect(after(history([]), start, { type: 'stop' }, end).isStopped).toBe(true);
    expect(after(history([]), start, end).isStopped).toBe(false);
    // a stop that came too late is not held against the next answer
    expect(after(history([]), { type: 'stop' }, start, end).isStopped).toBe(false);
  });

  it('tells that a turn was stopped before it had said anything', () => {
    const stopped = after(history([]), event({ type: 'turn-end', turnId: 't', message: null, error: null }));
    expect([stopped.isStopped, stopped.turnError]).toEqual([true, null]);
    expect(chatReducer(stopped, send('b')).isStopped).toBe(false);
  });

  it('shows a question until it is decided, here or elsewhere, and forgets those of before a reconnect', () => {
    const approval = (id: string, decided: 'deny' | null): ChatAction =>
      event({
        type: 'approval',
        approval: {
          ...{ id, command: 'ls', agentId: 'main', sessionKey: 's', askedBy: '', at, expiresAt: at, decided },
        },
      });
    const asked = after(history([]), approval('a', null), approval('a', null), approval('b', null));
    expect(asked.approvals.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(chatReducer(asked, approval('a', 'deny')).approvals.map(({ id }) => id)).toEqual(['b']);
    expect(chatReducer(asked, { type: 'approvals', approvals: [] }).approvals).toEqual([]);
  });

  it('drops a turn that ended while nobody listened', () => {
    const running = after(history([]), event({ type: 'turn-start', turnId: 't', replyTo: 'a' }));
    const back = chatReducer(running, history([message('a', 'user'), message('t', 'assistant')]));
    expect([ids(back), back.turn, back.running]).toEqual([['a', 't'], null, false]);
  });
});
