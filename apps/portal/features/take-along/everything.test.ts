/** Whoever takes everything along gets it whole or sees that it broke off, and what leaves the computer is bounded. */
import { randomBytes } from 'node:crypto';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startModelEmulator, type ModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { readZip } from '@rockpool/e2e/journeys/fixtures/zip.ts';
import { controlClient, GatewayError } from '../gateway/control-client.ts';
import { startGateway, type TestGateway } from '../gateway/testing.ts';
import { eventually } from '../set-up/testing.ts';
import { openEverything, type Everything } from './everything.ts';

const token = 'a-token-for-this-test';
let model: ModelEmulator;
let gateway: TestGateway;
beforeAll(async () => {
  model = await startModelEmulator();
  gateway = await startGateway({ token, modelBaseUrl: model.baseUrl });
});
afterAll(async () => {
  await gateway.close();
  await model.close();
});

const client = () => controlClient({ endpoint: gateway.endpoint, token });
const account = () => Promise.resolve({ profile: { phone: '+8613800138000' } });
const whenever = { now: new Date('2026-03-10T04:00:00Z'), signal: new AbortController().signal };
const streamOf = (everything: Everything) => {
  if (everything.kind !== 'archive') throw new Error(everything.kind);
  return everything.stream;
};
const place = (name: string) => path.join(gateway.dir, 'workspace', name);
const isBusy = async () => (await client().workspace()).busy;

test('holds the account, every conversation and every file, and no secret of the platform', async () => {
  await mkdir(place('笔记'), { recursive: true });
  await writeFile(place('笔记/会议: 一.md'), '三月十日');
  await writeFile(place('photo.bin'), Buffer.alloc(3_000_000, 9));
  await client().say({ id: 'm1', text: '记住我的生日' });
  await eventually(
    () => client().chat(10),
    ({ messages, running }) => !running && messages.length >= 2,
  );
  const files = await readZip(await buffer(streamOf(await openEverything(client(), account, whenever))));
  expect(JSON.parse(files.get('account.json')!.toString())).toEqual(await account());
  expect(files.get('computer/workspace/笔记/会议_ 一.md')!.toString()).toBe('三月十日');
  expect(files.get('computer/workspace/photo.bin')!.equals(Buffer.alloc(3_000_000, 9))).toBe(true);
  const [head, ...lines] = files.get('conversations/agent_main_main.jsonl')!.toString().trim().split('\n');
  expect(JSON.parse(head!)).toMatchObject({ type: 'session', key: 'agent:main:main' });
  expect(lines.map((line) => (JSON.parse(line) as { text: string }).text)).toContain('记住我的生日');
  for (const content of files.values()) expect(content.includes('sk-sandbox-test')).toBe(false);
  expect([...files.keys()].filter((name) => /openclaw\.json|\.env$|sqlite/.test(name))).toEqual([]);
});

test('a second one waits its turn, and who stops reading ends all of it', async () => {
  await writeFile(place('large.bin'), '');
  await truncate(place('large.bin'), 300_000_000);
  const first = streamOf(await openEverything(client(), account, whenever)).getReader();
  await first.read();
  expect(await openEverything(client(), account, whenever)).toEqual({ kind: 'busy' });
  await first.cancel();
  await eventually(isBusy, (busy) => !busy);
  const gone = new AbortController();
  const second = streamOf(await openEverything(client(), account, { ...whenever, signal: gone.signal }));
  gone.abort();
  await expect(buffer(second)).rejects.toThrow();
  await eventually(isBusy, (busy) => !busy);
});

test('a computer that is killed meanwhile breaks the archive off instead of ending it early', async () => {
  const archive = streamOf(await openEverything(client(), account, whenever)).getReader();
  await archive.read();
  await gateway.kill();
  const drained = async () => {
    while (!(await archive.read()).done);
  };
  await expect(drained()).rejects.toThrow();
  expect(await openEverything(client(), account, whenever)).toEqual({ kind: 'unreachable' });
  await gateway.restart();
});

const hostile = (entries: { name: string; size?: number; type?: 'symlink' }[]) => {
  const tar = pack();
  for (const { name, type } of entries)
    if (type) tar.entry({ name, type, linkname: '/etc/passwd' });
    else tar.entry({ name }, 'x');
  tar.finalize();
  return {
    workspaceArchive: () => Promise.resolve(Readable.toWeb(Readable.from(tar)) as ReadableStream<Uint8Array>),
    sessions: () => Promise.resolve([]),
    sessionExport: () => Promise.reject(new GatewayError('refused', 404, '')),
  };
};

test('names that would lead out, hide or replace something come as plain files of their own', async () => {
  const names = ['../../account.json', '/etc/passwd', 'a\\..\\b', 'account.json', 'A.txt', 'a.txt'];
  const client = hostile([...names.map((name) => ({ name })), { name: 'link', type: 'symlink' }]);
  const files = await readZip(await buffer(streamOf(await openEverything(client, account, whenever))));
  expect([...files.keys()]).toEqual([
    'account.json',
    'computer/account.json',
    'computer/etc/passwd',
    'computer/a_.._b',
    'computer/account (2).json',
    'computer/A.txt',
    'computer/a (2).txt',
  ]);
});

test('what is no archive, or has a name beyond measure, breaks off', async () => {
  const bytes = (content: Buffer) => ({
    ...hostile([]),
    workspaceArchive: () =>
      Promise.resolve(Readable.toWeb(Readable.from([content])) as ReadableStream<Uint8Array>),
  });
  for (const client of [bytes(Buffer.alloc(5_000, 'no tar')), hostile([{ name: 'x'.repeat(2_000) }])])
    await expect(buffer(streamOf(await openEverything(client, account, whenever)))).rejects.toThrow();
});

test('four at a time and no more, and each that ends gives its place back', async () => {
  const open = () => openEverything(hostile([{ name: 'a' }]), account, whenever);
  const running = await Promise.all([open(), open(), open(), open()]);
  expect((await open()).kind).toBe('busy');
  for (const each of running) await readZip(await buffer(streamOf(each)));
  await eventually(open, ({ kind }) => kind === 'archive');
});

test('an archive that nobody reads, or whose reader had gone before it began, gives its place back', async () => {
  const large = () => {
    const tar = pack();
    tar.entry({ name: 'a' }, randomBytes(200_000));
    tar.finalize();
    const body = Readable.toWeb(Readable.from(tar)) as ReadableStream<Uint8Array>;
    return { ...hostile([]), workspaceArchive: () => Promise.resolve(body) };
  };
  const open = (more: object = {}) => openEverything(large(), account, { ...whenever, ...more });
  const isOpen = ({ kind }: Everything) => kind === 'archive';
  for (let at = 0; at < 8; at += 1) await eventually(() => open({ signal: AbortSignal.abort() }), isOpen);
  const unread: Everything[] = [];
  for (let at = 0; at < 4; at += 1) unread.push(await eventually(() => open({ stallMs: 500 }), isOpen));
  expect((await open()).kind).toBe('busy');
  const next = await eventually(() => open(), isOpen);
  await buffer(streamOf(next));
  const [first, ...others] = unread;
  await expect(buffer(streamOf(first!))).rejects.toThrow('nothing of the archive');
  for (const each of others)
    await streamOf(each)
      .cancel()
      .catch(() => {});
});
