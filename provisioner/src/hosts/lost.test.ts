/** Hosts that an operator gave up, with real programs and volumes: what becomes of their computers, and of them when they return. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { system } from '@rockpool/db/audit/write';
import { loseHost } from '@rockpool/db/operations/lose-host';
import { createTwoHosts, type HostName, type TwoHosts } from '../testing/two-hosts.ts';
import { until } from '../testing/until.ts';
import { lossText } from './tell-loss.ts';

let two: TwoHosts;
beforeEach(async () => {
  two = await createTwoHosts();
  await writeFile(join(two.dir, 'takes-notices'), '');
  await two.startHost('a');
});
afterEach(() => two.dispose());

const allFolders = (name: HostName) => two.hosts[name].config.driver.instancesDir;
const folder = (name: HostName, id: string) => join(allFolders(name), id);
const textOf = (...path: string[]) => readFile(join(...path), 'utf8').catch(() => null);

/** What its gateway was asked to tell its owner. */
const noticesOf = async (name: HostName, id: string) =>
  (await two.hosts[name].driver.logs(id, { tail: 1_000 })).filter((line) => line.includes('notice '));

/** Nobody has heard of it for long enough. */
const fallSilent = (name: HostName) =>
  two.db.$executeRaw`
    update hosts set seen_at = app_now() - interval '10 minutes', beat_at = now() - interval '10 minutes'
    where name = ${name}`;

async function lose(name: HostName, computers: number) {
  await fallSilent(name);
  return loseHost(two.db, system, { name, computers, reason: 'its disk is dead' });
}

/** Starts on the second host, which takes new computers from now on. */
async function openSecond() {
  await two.startHost('b');
  await two.db.host.update({ where: { name: 'b' }, data: { accepting: true } });
}

test('its computers begin empty elsewhere and their owners are told once; it comes back when nothing old is on it', async () => {
  const { id } = await two.computer();
  const resting = await two.computer();
  await two.db.instance.update({ where: { id: resting.id }, data: { suspendedAt: new Date() } });
  await two.stopHost('a');
  // the machine stops, and its volumes stay on its disk
  for (const each of [id, resting.id]) await two.hosts.a.driver.stop(each, { graceMs: 5_000 });

  expect(await lose('a', 2)).toMatchObject({ kind: 'done', emptied: 2 });
  await openSecond();
  const row = await two.reaches(id, 'running');
  expect(row).toMatchObject({ host: 'b', startsEmpty: false, loss: 'all', phaseDetail: '' });
  expect(await textOf(folder('b', id), 'state/workspace/notes/mine.md')).toBeNull();
  await until('its owner was told', async () => (await two.row(id)).lossToldAt);
  expect(await noticesOf('b', id)).toEqual([expect.stringContaining('已从空白重新开始')]);
  await until('the other one rests', async () => (await two.row(resting.id)).phase === 'suspended');

  await expect(two.startHost('a')).rejects.toThrow(/2 volumes here are of before .* was declared lost/);
  expect(await textOf(folder('a', id), 'state/workspace/notes/mine.md')).toContain(id);
  expect(await two.db.host.findUnique({ where: { name: 'a' } })).toBeNull();
  expect((await two.programs(id)).length).toBe(1);

  // under another name too, as long as one of them is still to begin
  const renamed = { ...two.hosts.a.config, host: { ...two.hosts.a.config.host, name: 'c' } };
  await expect(two.start({ config: renamed })).rejects.toThrow(resting.id);

  await rm(allFolders('a'), { recursive: true });
  await two.startHost('a');
  expect(await two.db.lostHost.count()).toBe(0);
  expect(await noticesOf('b', id)).toHaveLength(1);
}, 120_000);

test('one that learns while it runs that it was given up stops what runs there and ends', async () => {
  const { id } = await two.computer();
  const said: string[] = [];
  const log = pino({ level: 'error' }, { write: (line) => void said.push(line) });
  await two.stopHost('a');
  await two.startHost('a', { log });
  expect(await lose('a', 1)).toMatchObject({ kind: 'done', emptied: 1 });
  await until('it has learned of it', () => said.join('').includes('this host was declared lost'), 40_000);
  await until('nothing runs there', async () => (await two.programs(id)).length === 0);
  expect(await two.db.host.findUnique({ where: { name: 'a' } })).toBeNull();
  await openSecond();
  await two.reaches(id, 'running');
  expect((await two.programs(id)).length).toBe(1);
  expect(await textOf(folder('a', id), 'state/workspace/notes/mine.md')).toContain(id);
  expect(await textOf(folder('b', id), 'state/workspace/notes/mine.md')).toBeNull();
}, 120_000);

test('a move from a host that is lost on the way ends on an empty volume, the half of it gone', async () => {
  const { id } = await two.computer();
  await two.wish(id, 'b');
  await two.diesAt('b', 'import begun');
  await two.stopHost('a');
  expect(await lose('a', 1)).toMatchObject({ kind: 'done', emptied: 1 });
  await two.startHost('b');
  expect(await two.reaches(id, 'running')).toMatchObject({ host: 'b', movedFrom: null, loss: 'all' });
  expect(await textOf(folder('b', id), 'state/workspace/notes/mine.md')).toBeNull();
}, 120_000);

test('a silent host with an older copy of one that was given up comes back, clears it away and takes it empty', async () => {
  const { id } = await two.computer();
  await two.stopHost('a');
  await two.hosts.a.driver.stop(id, { graceMs: 5_000 });
  // as after a move to b whose copy could not be cleared away yet
  await two.db.instance.update({ where: { id }, data: { host: 'b', remainsOn: 'a' } });
  await fallSilent('a');
  expect(await lose('b', 1)).toMatchObject({ emptied: 1, onCopies: 0 });
  await two.startHost('a');
  expect(await two.reaches(id, 'running')).toMatchObject({ host: 'a', startsEmpty: false, loss: 'all' });
  expect(await textOf(folder('a', id), 'state/workspace/notes/mine.md')).toBeNull();
}, 120_000);

test('the words name the moment, in the owner’s zone and language', () => {
  const words = { zone: 'Asia/Shanghai', lossAt: new Date('2026-03-10T05:00:00Z'), portalUrl: 'https://p' };
  expect(lossText({ ...words, loss: 'all', locale: 'zh' })).toContain('3月10日 13:00');
  expect(lossText({ ...words, loss: 'all', locale: 'en' })).toContain('since 10 March, 13:00');
  expect(lossText({ ...words, loss: 'since_move', locale: 'zh' })).toContain('上次迁移前的副本');
  expect(lossText({ ...words, loss: 'since_move', locale: 'en', portalUrl: null })).not.toContain('null');
});
