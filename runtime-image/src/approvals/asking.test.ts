/** Questions before programs run, through the whole gateway: asked in a group, answered from anywhere by the owner alone. */
import { textWithActions } from '../channels/actions.ts';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Approval } from '../control/approvals.ts';
import { openDatabase } from '../store/database.ts';
import { until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';

const chat = { id: 'oc_g', kind: 'group', threadId: null } as const;
const stranger = { sender: { id: 'ou_stranger', name: 'Bob' }, chat, mentionsBot: true };
const channels = {
  feishu: { appId: 'cli_test', appSecret: 'app-secret-for-tests', groupPolicy: 'open' },
} as const;
const one = await testGateway({ openclaw: { channels } });
const { model, say, sent, promptOf } = one;

const posted = (): string[] => one.channel().posted.map(({ content }) => textWithActions(content));
const ran = (name: string): boolean => existsSync(path.join(one.stateDir, 'workspace', name));
const pending = async (): Promise<Approval[]> =>
  ((await (await one.get('/control/approvals')).json()) as { approvals: Approval[] }).approvals;
const willRun = (command: string): void => {
  model.queue({ answer: { steps: [{ type: 'tool', name: 'exec', arguments: { command } }] } });
  model.queue({ answer: { steps: [{ type: 'text', text: 'finished' }] } });
};
/** what the model read of the last tool */
const result = (): string => promptOf().at(-1)!.content;

/** A stranger in the group has it run `touch <name>`; resolves with the question. */
async function asked(name: string): Promise<Approval> {
  willRun(`touch ${name}`);
  await say('do it', stranger);
  await until(async () => (await pending()).length === 1);
  return (await pending())[0]!;
}

describe('a program that a stranger in a group wished for', () => {
  it('waits for the owner, is asked about in the group and with the owner, and runs once allowed', async () => {
    const { id } = await asked('x1');
    expect(one.channel().posted.map(({ target }) => target)).toEqual([
      { chatId: 'oc_g', threadId: null },
      { userId: 'ou_owner' },
    ]);
    expect(posted()[0]).toMatch(/wants to run \(a message of Bob\):\n```\ntouch x1\n```/);
    expect(posted()[1]).toContain(`/approve ${id} allow-once`);
    expect(ran('x1')).toBe(false);
    await say(`/approve ${id} allow-once`);
    await until(() => sent().includes('finished'));
    expect(ran('x1')).toBe(true);
    expect(sent()[0]).toBe('Allowed: `touch x1`.');
    const next = await asked('x1');
    expect(next.id).not.toBe(id);
    await say(`/approve ${next.id} deny`);
    await until(() => sent().length === 4);
  });

  it('does not run when the owner denies, and the model is told', async () => {
    const { id } = await asked('x2');
    await say(`/approve ${id} deny`, { chat, mentionsBot: true });
    await until(() => sent().includes('finished'));
    expect(ran('x2')).toBe(false);
    expect(result()).toContain('the owner denied');
    await say(`/approve ${id} allow-once`);
    await until(() => sent().length === 3);
    expect(sent()[2]).toBe('`touch x2` was denied already.');
  });

  it('is not asked about again once it is allowed always', async () => {
    const { id } = await asked('x3');
    expect((await one.post(`/control/approvals/${id}`, { decision: 'allow-always' })).status).toBe(200);
    await until(() => sent().includes('finished'));
    willRun('touch x3');
    await say('again', stranger);
    await until(() => sent().length === 2);
    expect(await pending()).toEqual([]);
    expect(posted()).toHaveLength(2);
  });

  it('is not allowed by the stranger, nor by somebody who is merely approved', async () => {
    const { id } = await asked('x4');
    await say(`/approve ${id} allow-once`, stranger);
    await until(() => sent().length === 1);
    expect(sent()[0]).toBe('Only the owner may use /approve. /help lists what you may use.');
    expect(await pending()).toHaveLength(1);
    expect((await fetch(`${one.url}/control/approvals/${id}`, { method: 'POST' })).status).toBe(401);
    expect(ran('x4')).toBe(false);
  });

  it('is not run when nobody answers in time, and the group is told', async () => {
    await one.stop();
    await one.start({ channels, tools: { exec: { askTimeoutMs: 1_000 } } });
    await asked('x5');
    await until(() => sent().includes('finished'));
    expect(ran('x5')).toBe(false);
    expect(result()).toContain('did not answer in time');
    expect(posted().filter((text) => text.startsWith('⌛'))).toHaveLength(2);
  });

  it('ends with /stop while it waits', async () => {
    const { id } = await asked('x6');
    await say('/stop', { chat, mentionsBot: true });
    await until(() => sent().length === 2);
    expect(await pending()).toEqual([]);
    await say(`/approve ${id} allow-once`);
    await until(() => sent().length === 3);
    expect(sent()[2]).toMatch(/was not run: that answer was stopped/);
    expect(ran('x6')).toBe(false);
  });

  it('is void after a crash, and whoever answers then hears so', async () => {
    const { id } = await asked('x7');
    // the end of the process without its farewells: the question stays open in the file
    await one.stop();
    const database = openDatabase(path.join(one.stateDir, 'gateway.sqlite'));
    database.sqlite.exec(`UPDATE approvals SET decided = NULL`);
    database.close();
    model.reset();
    model.queue({ answer: { steps: [{ type: 'text', text: 'it was cut short' }] } });
    await one.begin();
    await until(() => sent().includes('it was cut short'));
    expect(result()).toContain('interrupted');
    expect(await pending()).toEqual([]);
    await say(`/approve ${id} allow-once`);
    await until(() => sent().length === 2);
    expect(sent()[1]).toMatch(/is void: the gateway restarted meanwhile/);
    expect(ran('x7')).toBe(false);
  });
});

describe('a program of the owner', () => {
  it('runs unasked in private, and is asked about when the session says so', async () => {
    willRun('touch y1');
    await say('do it');
    await until(() => sent().length === 1);
    expect(ran('y1')).toBe(true);
    await say('/exec ask=always');
    await until(() => sent().length === 2);
    willRun('touch y2');
    await say('do it');
    await until(async () => (await pending()).length === 1);
    expect(one.channel().posted.map(({ target }) => target)).toEqual([
      { chatId: 'oc_direct', threadId: null },
    ]);
    await say('/approve');
    await until(() => sent().length === 3);
    expect(sent()[2]).toContain('touch y2');
    await say(`/approve ${(await pending())[0]!.id} once`);
    await until(() => sent().includes('finished') && ran('y2'));
  });

  it('is heard of by who listens to the events, asked and decided', async () => {
    const events: unknown[] = [];
    one.gateway.hub.subscribe((event) => event.type === 'approval' && events.push(event.approval.decided));
    const { id } = await asked('z');
    await one.post(`/control/approvals/${id}`, { decision: 'deny' });
    await until(() => events.length === 2);
    expect(events).toEqual([null, 'deny']);
    expect((await one.post(`/control/approvals/${id}`, { decision: 'perhaps' })).status).toBe(400);
    expect((await one.post('/control/approvals/00000000', { decision: 'deny' })).status).toBe(404);
  });
});
