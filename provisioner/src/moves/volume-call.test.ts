/** Who is given a volume, and whose volume is believed. */
import { randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';
import { expect, test } from 'vitest';
import { parseKeyRing, type KeyRing } from '@rockpool/db/secrets';
import { listenOnLoopback } from '../testing/loopback.ts';
import { firstKey, get, keys, newKey, useTransfers } from '../testing/volume-transfer.ts';
import { callForVolume, type VolumeMove } from './volume-call.ts';

const aMove = useTransfers();
const second = newKey();

test('a request is good once, also word for word', async () => {
  const { address, move } = await aMove();
  const { url, authorization } = callForVolume(keys, keys[0].id, address, move, Date.now());
  expect((await get(url, authorization)).status).toBe(200);
  const again = await get(url, authorization);
  expect([again.status, again.body.toString()]).toEqual([401, '{"error":{"type":"replayed"}}']);
});

test('an answer to an earlier request is not taken for one to this', async () => {
  const { address, move, fetched } = await aMove();
  const { url, authorization } = callForVolume(keys, keys[0].id, address, move, Date.now());
  const { body } = await get(url, authorization);
  const old = http.createServer((_request, response) => response.end(body));
  const port = await listenOnLoopback(old);
  await expect(fetched({ address: `http://127.0.0.1:${port}` })).rejects.toThrow(/not what was sent/);
  await new Promise((resolve) => old.close(resolve));
});

test.each<[string, (move: VolumeMove) => VolumeMove]>([
  ['of another instance', (move) => ({ ...move, instanceId: randomUUID() })],
  ['for a host that it did not move to', (move) => ({ ...move, to: 'c' })],
  ['from a host that it did not move from', (move) => ({ ...move, from: 'c' })],
  ['by the host that has it', (move) => ({ ...move, to: 'a' })],
])('a signed request %s finds nothing', async (_what, change) => {
  const { address, move } = await aMove();
  const { url, authorization } = callForVolume(keys, keys[0].id, address, change(move), Date.now());
  expect((await get(url, authorization)).status).toBe(404);
});

test.each<[string, (path: string) => string]>([
  ['another instance', (path) => path.replace(/[0-9a-f-]{36}/, randomUUID())],
  ['another host', (path) => path.replace('to=b', 'to=c')],
  ['another key', (path) => path.replace(/key=[^&]*/, 'key=other')],
])('a signature does not hold for %s', async (_what, change) => {
  const { address, move } = await aMove();
  const { url, authorization } = callForVolume(keys, keys[0].id, address, move, Date.now());
  expect((await get(change(url), authorization)).status).toBe(401);
});

test('a request from before, or without a signature, is refused', async () => {
  const { address, move } = await aMove();
  const { url, authorization } = callForVolume(keys, keys[0].id, address, move, Date.now() - 130_000);
  expect((await get(url, authorization)).body.toString()).toContain('clock');
  expect((await get(url, 'Bearer x')).status).toBe(401);
  expect((await get(url, '')).status).toBe(401);
});

test('another key of the same name opens nothing, and says so', async () => {
  const [name = ''] = firstKey.split(':');
  const wrong = parseKeyRing(`${name}:${randomBytes(32).toString('base64')}`);
  const { fetched } = await aMove({ giving: wrong });
  await expect(fetched()).rejects.toThrow(/another key of that name/);
});

test.each<[string, KeyRing, KeyRing]>([
  ['only the giving side has the new key yet', parseKeyRing(`${second},${firstKey}`), keys],
  ['only the asking side has the new key yet', keys, parseKeyRing(`${second},${firstKey}`)],
  ['the giving side has dropped the old one', parseKeyRing(second), parseKeyRing(`${second},${firstKey}`)],
])('while the ring is rotated it arrives: %s', async (_what, giving, asking) => {
  const { fetched } = await aMove({ giving });
  expect(await fetched({ keys: asking })).toEqual({ kind: 'imported' });
});

test('hosts without a common key are told apart from each other', async () => {
  const { fetched } = await aMove({ giving: parseKeyRing(second) });
  await expect(fetched()).rejects.toThrow(/give both the same ring/);
});
