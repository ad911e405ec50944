import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from './ports.ts';
import { hasEnded, isAlive } from './processes.ts';
import { createService, endStray, type Service, type ServiceSpec } from './service.ts';

let dir: string;
let port: number;
let said: string[];
let service: Service | undefined;

beforeEach(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'rockpool-service-'));
  port = await freePort();
  said = [];
});
afterEach(async () => {
  await service?.kill();
  service = undefined;
  fs.rmSync(dir, { recursive: true, force: true });
});

const folders = () => ({ logs: path.join(dir, 'logs'), run: path.join(dir, 'run') });
const listening = () => `require('http').createServer((q, r) => r.end('ok')).listen(${port}, '127.0.0.1');`;

function run(
  code: string,
  spec: Partial<ServiceSpec> = {},
  logLimits?: { bytesMax: number; lookEveryMs: number },
): Service {
  const full = {
    name: 'portal',
    args: ['-e', code],
    cwd: dir,
    env: {},
    healthUrl: `http://127.0.0.1:${port}/`,
    readyTimeoutMs: 10_000,
    stopTimeoutMs: 5_000,
    ...spec,
  };
  return (service = createService(full, folders(), (line) => said.push(line), logLimits));
}

const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 15_000 });

test('start resolves when it answers, stop when it has ended in order', async () => {
  const portal = run(
    `${listening()} process.on('SIGTERM', () => { console.log('drained'); process.exit(); });`,
  );
  await portal.start();
  const pid = portal.pid()!;
  expect((await fetch(`http://127.0.0.1:${port}/`)).ok).toBe(true);
  await portal.stop();
  expect(isAlive(pid)).toBe(false);
  expect(portal.pid()).toBeUndefined();
  expect(fs.readFileSync(portal.logFile, 'utf8')).toContain('drained');
  expect(said).toEqual([]);
});

test('one that ends while starting is reported with its last lines and not tried again', async () => {
  const portal = run(`console.error('PORT is missing'); process.exit(3);`);
  await expect(portal.start()).rejects.toThrow(/PORT is missing[^]*The portal ended while starting/);
  expect(portal.pid()).toBeUndefined();
  expect(said).toEqual([]);
});

test('one that never answers is ended and reported', async () => {
  const portal = run(`setInterval(() => {}, 1e6)`, { readyTimeoutMs: 300 });
  await expect(portal.start()).rejects.toThrow('did not become ready within 0.3 s');
  expect(portal.pid()).toBeUndefined();
});

test('one that crashes later is started again, and both are said', async () => {
  const portal = run(listening());
  await portal.start();
  const first = portal.pid()!;
  process.kill(first, 'SIGKILL');
  await until(() => said.some((line) => line.includes('runs again')));
  expect(portal.pid()).not.toBe(first);
  expect(said[0]).toContain('the portal ended unexpectedly (SIGKILL); starting it again in 0.5 s');
});

test('kill leaves it down until it is started', async () => {
  const portal = run(listening());
  await portal.start();
  await portal.kill();
  expect(portal.pid()).toBeUndefined();
  await portal.start();
  expect(isAlive(portal.pid()!)).toBe(true);
  expect(said).toEqual([]);
});

test('one that ignores the request to end is killed after its time, and this is said', async () => {
  const portal = run(`${listening()} process.on('SIGTERM', () => {});`, { stopTimeoutMs: 200 });
  await portal.start();
  const pid = portal.pid()!;
  await portal.stop();
  expect(isAlive(pid)).toBe(false);
  expect(said).toEqual(['the portal did not end within 0.2 s and is killed']);
});

test('what a killed starter left is found by its file and ended', async () => {
  const portal = run(listening());
  await portal.start();
  const pid = portal.pid()!;
  expect(await endStray(folders().run, 'portal', 5_000, 'SIGKILL')).toBe(true);
  expect(await hasEnded(pid, 0)).toBe(true);
  expect(await endStray(folders().run, 'sandbox', 5_000, 'SIGKILL')).toBe(false);
});

test('a log that grows is cut while the service runs, keeps its newest lines, and is for its owner only', async () => {
  const chatter = `let n = 0; setInterval(() => console.log('line', n++, 'x'.repeat(200)), 2);`;
  const chatty = run(listening() + chatter, {}, { bytesMax: 20_000, lookEveryMs: 20 });
  await chatty.start();
  const pid = chatty.pid();
  const sizeOf = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  await vi.waitFor(() => expect(sizeOf(`${chatty.logFile}.1`)).toBeGreaterThan(20_000), 10_000);
  await vi.waitFor(() => expect(fs.readFileSync(chatty.logFile, 'utf8')).toMatch(/line \d+ x/), 15_000);
  expect(sizeOf(chatty.logFile)).toBeLessThan(200_000);
  expect(chatty.pid()).toBe(pid);
  expect(fs.statSync(chatty.logFile).mode & 0o777).toBe(0o600);
});
