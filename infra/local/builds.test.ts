import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// processes that start on a busy machine
vi.setConfig({ testTimeout: 60_000 });

const module = pathToFileURL(fileURLToPath(new URL('./builds.ts', import.meta.url))).href;

let root: string;
let logs: string;
const children: ChildProcess[] = [];

/** A gateway whose build fails beside another one, says when it has begun, and ends when it may: by files that are no input. */
const BUILD = `import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
fs.mkdirSync('../building');
fs.appendFileSync('../begun', 'x');
while (!fs.existsSync('../may-end')) await delay(10);
fs.rmdirSync('../building');
fs.mkdirSync('dist', { recursive: true });
fs.writeFileSync('dist/gateway.cjs', '');
`;

const at = (name: string) => path.join(root, name);
const begun = () => (fs.existsSync(at('begun')) ? fs.readFileSync(at('begun'), 'utf8').length : 0);
const mayEnd = () => fs.writeFileSync(at('may-end'), '');

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'rockpool-builds-'));
  logs = path.join(root, 'logs');
  fs.mkdirSync(at('runtime-image'));
  fs.writeFileSync(at('runtime-image/build.ts'), BUILD);
});

afterEach(async () => {
  mayEnd();
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await vi.waitUntil(() => !fs.existsSync(at('building')), { timeout: 20_000 });
  fs.rmSync(root, { recursive: true, force: true });
});

/** A process of its own that wants the gateway built. */
function builder() {
  const program = `import { buildWhatChanged } from ${JSON.stringify(module)};
await buildWhatChanged(${JSON.stringify(root)}, ${JSON.stringify(logs)}, console.log, undefined, ['gateway']);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  return { child, said: () => said, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 20_000, interval: 20 });

test('of two processes that find the same build due one makes it, and the other waits and has it', async () => {
  const one = builder();
  await until(() => begun() === 1);
  const other = builder();
  await until(() => other.said().includes(`waiting for process ${one.child.pid}`));
  mayEnd();
  expect([await one.ended, await other.ended], one.said() + other.said()).toEqual([0, 0]);
  expect(begun()).toBe(1);
  expect(other.said()).not.toContain('building');
});

test('the build of a killed process is waited for, and then made by who waited', async () => {
  const one = builder();
  await until(() => begun() === 1);
  one.child.kill('SIGKILL');
  await one.ended;
  const other = builder();
  await until(() => other.said().includes('waiting for process'));
  mayEnd();
  expect(await other.ended, other.said()).toBe(0);
  expect(begun()).toBe(2);
});

test('a build that failed is told to who made it, and who waited makes it again', async () => {
  fs.writeFileSync(
    at('runtime-image/build.ts'),
    BUILD.replace("fs.mkdirSync('dist'", "process.exit(1); fs.mkdirSync('dist'"),
  );
  const one = builder();
  await until(() => begun() === 1);
  const other = builder();
  await until(() => other.said().includes('waiting for process'));
  mayEnd();
  expect([await one.ended, await other.ended]).toEqual([1, 1]);
  expect(begun()).toBe(2);
});
