import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimPidFile, readPidFile, writePidFile } from './pid-file.ts';
import { hasEnded, identityOf } from './processes.ts';

let dir: string;
let file: string;

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'rockpool-pid-'));
  file = path.join(dir, 'run', 'stack.pid');
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

test('a file names its process with the address, until that has ended', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  writePidFile(file, child.pid!, 'http://localhost:3000');
  expect(readPidFile(file)).toMatchObject({ pid: child.pid, url: 'http://localhost:3000' });
  child.kill('SIGKILL');
  expect(await hasEnded(child.pid!, 5_000)).toBe(true);
  expect(readPidFile(file)).toBeUndefined();
});

test('a number that belongs to another process now is not mistaken for the one that wrote it', () => {
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, JSON.stringify({ pid: process.pid, identity: identityOf(process.ppid), url: '' }));
  expect(readPidFile(file)).toBeUndefined();
});

test.each(['', '{', '{"pid":"x"}'])('a torn file (%j) names nobody and can be claimed', (text) => {
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, text);
  expect(readPidFile(file)).toBeUndefined();
  expect(claimPidFile(file)).toBeUndefined();
  expect(readPidFile(file)).toMatchObject({ pid: process.pid });
});

test('a claim is refused while its holder lives and tells who that is', () => {
  expect(claimPidFile(file, 'http://localhost:3000')).toBeUndefined();
  expect(claimPidFile(file, 'http://localhost:4000')).toMatchObject({
    pid: process.pid,
    url: 'http://localhost:3000',
  });
});
