import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rememberDriver } from './computers.ts';
import { reset } from './reset.ts';
import { loadSecrets } from './secrets-file.ts';
import { parseSettings } from './settings.ts';

let dir: string;
let server: http.Server | undefined;
/** what the next removal of each answers, and then 204 */
let refusals: Record<string, number[]>;
let things: Set<string>;
let disk: string;

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'rockpool-reset-'));
  loadSecrets(dir);
  rememberDriver(dir, 'docker');
  disk = path.join(dir, 'one.ext4');
  fs.writeFileSync(disk, '');
  refusals = {};
  things = new Set(['containers/c1', 'networks/n1', 'volumes/v1']);
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  fs.rmSync(dir, { recursive: true, force: true });
});

/** An engine with one container, network and volume, as far as a removal asks it. */
async function startEngine(): Promise<string> {
  const list = (kind: string) => [...things].filter((thing) => thing.startsWith(kind));
  const socket = path.join(dir, 'engine.sock');
  server = http.createServer(({ method, url = '' }, response) => {
    const [, kind = ''] = /^\/(\w+)/.exec(url) ?? [];
    if (method === 'DELETE') {
      const thing = url.slice(1).replace(/\?.*/, '');
      const refusal = things.has(thing) ? refusals[thing]?.shift() : 404;
      if (refusal === undefined) things.delete(thing);
      return response.writeHead(refusal ?? 204).end(refusal && '{"message":"is in use"}');
    }
    const answers: Record<string, unknown> = {
      version: { Version: '28.0.1' },
      containers: list('containers').map(() => ({ Id: 'c1', Names: ['/c1'], State: 'running' })),
      networks: list('networks').map(() => ({ Id: 'n1', Name: 'n1' })),
      volumes: {
        Volumes: list('volumes').map(() => ({
          Name: 'v1',
          Options: { device: path.join(dir, 'one.loop') },
        })),
      },
    };
    return response.end(JSON.stringify(answers[kind]));
  });
  await once(server.listen(socket), 'listening');
  return socket;
}

const resetWith = (socket: string) =>
  reset(dir, parseSettings({ DOCKER_SOCKET: socket }, {}), true, path.join(dir, 'keep'));

test('what somebody else is removing or has not let go of yet is waited for', async () => {
  refusals = { 'containers/c1': [409, 409], 'networks/n1': [403], 'volumes/v1': [409] };
  expect(await resetWith(await startEngine())).toBe(true);
  expect([...things]).toEqual([]);
  expect(fs.existsSync(disk)).toBe(false);
  expect(fs.existsSync(path.join(dir, 'secrets.json'))).toBe(false);
});

test('one that comes to a stop half way says what is gone, and the next goes on from there', async () => {
  refusals = { 'volumes/v1': [400] };
  const socket = await startEngine();
  await expect(resetWith(socket)).rejects.toThrow(
    /^Not everything was removed: 1 container, 1 network of this installation are gone, .*is in use/,
  );
  expect(fs.existsSync(path.join(dir, 'secrets.json'))).toBe(true);
  expect(await resetWith(socket)).toBe(true);
  expect([...things]).toEqual([]);
});

test('one that cannot begin says that nothing was removed', async () => {
  await expect(resetWith(path.join(dir, 'none.sock'))).rejects.toThrow(/^Nothing was removed: /);
  expect(fs.existsSync(path.join(dir, 'secrets.json'))).toBe(true);
});
