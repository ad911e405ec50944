import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writePidFile } from './pid-file.ts';
import { freePort, freePortBlock } from './ports.ts';
import { stopPostgres } from './postgres.ts';

let dir: string;
let port: number;

beforeEach(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'rockpool-start-'));
  fs.chmodSync(dir, 0o755);
  port = await freePortBlock(6);
});
afterEach(async () => {
  await stopPostgres(path.join(dir, 'postgres'));
  fs.rmSync(dir, { recursive: true, force: true });
});

/** Runs a command as npm does, to its end. Only what a test gives is set. */
async function run(command: 'start' | 'stop', args: string[] = [], env: Record<string, string> = {}) {
  const file = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));
  const child = spawn(process.execPath, [file, command, ...args], {
    env: { PATH: process.env.PATH, HOME: os.homedir(), PORT: String(port), ROCKPOOL_DATA_DIR: dir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, error: error.trim() };
}

test('a busy port is told in one sentence', async () => {
  const stranger = net.createServer().listen(port + 3, '127.0.0.1');
  await once(stranger, 'listening');
  const { code, error } = await run('start');
  stranger.close();
  expect(code).toBe(1);
  expect(error).toBe(
    `Port ${port + 3}, meant for the outbox of one-time codes, is in use by another program: free it, or set PORT in .env to a number whose next six are free too.`,
  );
});

test('a database that does not answer is told in one sentence, without its password', async () => {
  const { code, error } = await run('start', [], {
    DATABASE_URL: `postgresql://me:hunter2@127.0.0.1:${await freePort()}/x`,
  });
  expect(code).toBe(1);
  expect(error).toMatch(
    /^Nothing answers at the database server 127\.0\.0\.1:\d+: is it running, and is the port right\?$/,
  );
});

test('a wrong setting is told in one sentence', async () => {
  expect(await run('start', [], { PORT: 'abc' })).toMatchObject({
    code: 1,
    error: 'PORT in the environment must be a number.',
  });
});

test('an unknown flag is told with the right ones', async () => {
  const { code, error } = await run('start', ['--rest']);
  expect(code).toBe(1);
  expect(error).toContain(`Unknown option '--rest'. Usage: npm start [-- --reset [--yes]]`);
});

test('a second start says where the first one is and changes nothing', async () => {
  writePidFile(path.join(dir, 'run', 'stack.pid'), process.pid, 'http://localhost:1234');
  const { code, out } = await run('start');
  expect({ code, out: out.trim() }).toEqual({
    code: 0,
    out: `Rockpool already runs at http://localhost:1234 (process ${process.pid}). To end it: npm run stop`,
  });
});

test('reset removes nothing when nobody can be asked', async () => {
  fs.writeFileSync(path.join(dir, 'secrets.json'), '{}');
  const { code, error } = await run('start', ['--reset']);
  expect(code).toBe(1);
  expect(error).toContain('add --yes');
  expect(fs.existsSync(path.join(dir, 'secrets.json'))).toBe(true);
});

test('reset never touches a database of the operator', async () => {
  const { code, error } = await run('start', ['--reset', '--yes'], {
    DATABASE_URL: 'postgresql://me:hunter2@db.example.com/pool',
  });
  expect(code).toBe(1);
  expect(error).toMatch(
    /^--reset would drop everything in the database pool on db\.example\.com, and it does not do that/,
  );
});

test('stop with nothing running says so', async () => {
  expect(await run('stop')).toMatchObject({ code: 0, out: 'Rockpool does not run.\n' });
});
