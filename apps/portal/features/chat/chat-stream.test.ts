import { randomBytes, randomUUID } from 'node:crypto';
import { gatewayToken, parseKeyRing } from '@rockpool/db/secrets';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startModelEmulator, type ModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { findGateway } from '../gateway/find-gateway.ts';
import { readServerSentEvents } from '../gateway/server-sent-events.ts';
import { startGateway, type TestGateway } from '../gateway/testing.ts';
import { createHub, type Hub } from '../live/hub.ts';
import { answerApproval } from './answer-approval.ts';
import { chatStream } from './chat-stream.ts';
import { sendMessage } from './send-message.ts';

const keys = parseKeyRing(`test:${randomBytes(32).toString('base64')}`);
let database: TestDatabase;
let model: ModelEmulator;
let hub: Hub;
let gateway: TestGateway;
let userId: string;
let instanceId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  model = await startModelEmulator();
  hub = createHub({ databaseUrl: database.url });
  ({ id: userId } = await database.db.user.create({ data: { phone: '+8613700000001' } }));
  ({ id: instanceId } = await database.db.instance.create({ data: { id: randomUUID(), userId } }));
  gateway = await startGateway({ token: gatewayToken(keys, instanceId, 1), modelBaseUrl: model.baseUrl });
});
afterAll(async () => {
  await gateway.close();
  await hub.close();
  await model.close();
  await database.drop();
});

const find = () => findGateway(database.db, keys, userId);
const setInstance = (data: object) => database.db.instance.update({ where: { id: instanceId }, data });
let isSignedIn = true;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

/** Reads the stream's events one by one; `until` skips what does not match. */
function listen(aliveEveryMs = 20_000) {
  const stop = new AbortController();
  stops.push(stop);
  const stream = chatStream({
    hub,
    userId,
    find,
    isSignedIn: async () => isSignedIn,
    signal: stop.signal,
    aliveEveryMs,
  });
  const events = readServerSentEvents(stream);
  const until = async (name: string, accept: (data: Record<string, unknown>) => boolean = () => true) => {
    for (;;) {
      const { value, done } = await events.next();
      if (done) throw new Error(`the stream ended before ${name}`);
      const data = JSON.parse(value.data) as Record<string, unknown>;
      if (value.event === name && accept(data)) return data;
    }
  };
  return { until, rest: () => events.next() };
}

describe('the chat stream', () => {
  it('follows an instance from its start over a kill to its expiry, with a whole history after each connect', async () => {
    const { until } = listen();
    await until('connection', ({ state }) => state === 'starting');
    await setInstance({ phase: 'running', endpoint: gateway.endpoint });
    await until('connection', ({ state }) => state === 'connected');
    expect(await until('history')).toEqual({ messages: [], running: false });

    expect(await sendMessage(await find(), { id: 'm1', text: '你好' })).toEqual({ ok: true });
    await until('turn', ({ type }) => type === 'turn-end');
    await gateway.kill();
    await until('connection', ({ state }) => state === 'unreachable');
    expect(await sendMessage(await find(), { id: 'm2', text: '在吗' })).toEqual({
      ok: false,
      reason: 'unreachable',
    });
    await gateway.restart();
    await until('connection', ({ state }) => state === 'connected');
    expect(((await until('history'))['messages'] as unknown[]).length).toBe(2);

    await setInstance({ phase: 'expired', endpoint: null });
    await gateway.kill();
    await until('connection', ({ state }) => state === 'expired');
    expect(await sendMessage(await find(), { id: 'm2', text: '在吗' })).toEqual({
      ok: false,
      reason: 'expired',
    });
    await gateway.restart();
    await setInstance({ phase: 'running', endpoint: gateway.endpoint });
    await until('connection', ({ state }) => state === 'connected');
  });

  it('never hands on the status, which names bots and people', async () => {
    const { until } = listen();
    await until('history');
    await sendMessage(await find(), { id: 'm3', text: '/status' });
    const seen: unknown[] = [];
    await until('turn', (event) => {
      seen.push(event['type']);
      return event['type'] === 'message' && (event['message'] as { role: string }).role === 'notice';
    });
    expect(seen).not.toContain('status');
  });

  it('tells the commands of the gateway, and lets the owner answer a program that waits', async () => {
    const { until } = listen();
    const { commands } = await until('commands');
    expect(commands).toContainEqual(expect.objectContaining({ name: 'approve', help: expect.any(Object) }));
    expect(await until('approvals')).toEqual({ approvals: [] });
    await sendMessage(await find(), { id: 'm4', text: '/exec ask=always' });
    await sendMessage(await find(), { id: 'm5', text: '运行 `uname -s`' });
    const waits = ({ type, approval }: Record<string, unknown>, decided: string | null) =>
      type === 'approval' && (approval as { decided: string | null }).decided === decided;
    const { approval } = await until('turn', (event) => waits(event, null));
    const { id, command } = approval as { id: string; command: string };
    expect(command).toContain('uname -s');
    const late = listen();
    expect(await late.until('approvals')).toMatchObject({ approvals: [{ id }] });
    expect(await answerApproval(await find(), { id, decision: 'deny' })).toEqual({ ok: true });
    await until('turn', (event) => waits(event, 'deny'));
    await until('turn', ({ type }) => type === 'turn-end');
  });

  it('ends when the session does', async () => {
    isSignedIn = true;
    const { until, rest } = listen(50);
    await until('history');
    isSignedIn = false;
    await until('ended');
    expect((await rest()).done).toBe(true);
    isSignedIn = true;
  });
});
