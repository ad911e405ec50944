/** A volume from one process-driver host to another over the relay's server, and everything that may go wrong between them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseKeyRing, type KeyRing } from '@rockpool/db/secrets';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { createProcessDriver } from '../drivers/process.ts';
import { serveRelay, type RelayServer } from '../hosts/relay-server.ts';
import { listTar, packSample } from '../testing/sample-volume.ts';
import { subscribersOf } from '../testing/subscribers.ts';
import { fetchVolume, type FetchOptions, type FetchResult } from './fetch-volume.ts';
import { volumeRoute } from './serve-volume.ts';
import { callForVolume, type VolumeMove } from './volume-call.ts';

const launch = { memoryMiB: 128, cpus: 1, pids: 64, diskMiB: 64 };
const newKey = () => `${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`;
const [first, second] = [newKey(), newKey()];
const keys = parseKeyRing(first);
const sample = await packSample({ extraBytes: 3_000_000 });

let database: TestDatabase;
let dir: string;
let server: RelayServer;
beforeAll(async () => {
  database = await createTestDatabase();
  for (const name of ['a', 'b', 'c']) await database.db.host.create({ data: { name } });
});
afterAll(() => database.drop());
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rockpool-transfer-'));
});
afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true, force: true });
});

const driverOf = (name: string) =>
  createProcessDriver({ instancesDir: join(dir, name), gatewayBundle: '/nowhere', gatewayArgs: [] });

/** Host `a` gives, host `b` takes; the row says that the instance moved from a to b. */
async function aMove({ giving = keys, stored = true } = {}) {
  const [a, b] = [driverOf('a'), driverOf('b')];
  const { id } = await subscribersOf(database.db, keys).claim();
  await database.db.instance.update({ where: { id }, data: { host: 'b', movedFrom: 'a' } });
  if (stored) await a.importVolume(id, launch, Readable.from([sample]), async () => {});
  const log = pino({ level: 'silent' });
  const deps = { db: database.db, driver: a, host: 'a', keys: giving, log, crashPoint: () => {} };
  server = await serveRelay(0, [volumeRoute(deps)]);
  const address = `http://127.0.0.1:${server.port}`;
  const move: VolumeMove = { instanceId: id, from: 'a', to: 'b' };
  const fetched = (changed: Partial<FetchOptions> = {}) =>
    fetchVolume({
      ...{ driver: b, keys, move, address, launch, progress: () => {} },
      signal: new AbortController().signal,
      ...changed,
    });
  return { a, b, id, move, address, fetched };
}

/** Passes bytes on, as `change` says. */
async function tamper(
  address: string,
  change: (chunk: Buffer, at: number, cut: () => void) => Buffer | null,
) {
  const cuts: (() => void)[] = [];
  const between = net.createServer({ allowHalfOpen: true }, (asker) => {
    const { port } = new URL(address);
    const giver = net.connect(Number(port), '127.0.0.1');
    let [at, kept] = [0, false];
    const cut = () => (asker.destroy(), giver.destroy());
    asker.pipe(giver);
    giver.on('data', (chunk: Buffer) => {
      const changed = change(chunk, at, cut);
      at += chunk.length;
      if (changed) asker.write(changed);
      else kept = true;
    });
    // Half open for ever, where bytes were kept back.
    giver.on('end', () => kept || asker.end());
    for (const socket of [asker, giver]) socket.on('error', cut);
    asker.on('close', cut);
    cuts.push(cut);
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  const { port } = between.address() as net.AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => {
      for (const cut of cuts) cut();
      return new Promise<void>((resolve) => between.close(() => resolve()));
    },
  };
}

const get = (url: string, authorization: string) =>
  new Promise<{ status: number; body: Buffer }>((resolve, reject) => {
    http
      .get(url, { headers: { authorization }, agent: false }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
        answer.on('error', reject);
      })
      .on('error', reject);
  });

test('a volume arrives bit for bit, the old one stays, and how far it is was told', async () => {
  const { a, b, id, fetched } = await aMove();
  const told: [number, number | null][] = [];
  expect(await fetched({ progress: (...far) => told.push(far) })).toEqual({ kind: 'imported' });
  expect(await b.observe(id)).toEqual({ state: 'stopped', exit: null });
  const here = await listTar((await b.exportVolume(id)).tar);
  expect(here).toEqual(await listTar((await a.exportVolume(id)).tar));
  expect(here).toEqual(await listTar(sample));
  const [bytes, about] = told.at(-1)!;
  expect(bytes).toBeGreaterThan(3_000_000);
  expect(about! / bytes).toBeGreaterThan(0.8);
  expect(about! / bytes).toBeLessThan(1.3);
});

test('nothing of the content can be read on the way', async () => {
  const { address, fetched } = await aMove();
  const seen: Buffer[] = [];
  await using between = await tamper(address, (chunk) => (seen.push(chunk), chunk));
  await fetched({ address: between.address });
  const bytes = Buffer.concat(seen);
  expect(bytes.length).toBeGreaterThan(3_000_000);
  for (const word of ['workspace', 'SQLite format', 'mine', 'ustar'])
    expect(bytes.includes(word)).toBe(false);
});

test.each([2_000, 500_000, 2_900_000])('a bit that is flipped at byte %i leaves a half', async (place) => {
  const { b, id, address, fetched } = await aMove();
  await using between = await tamper(address, (chunk, at) => {
    if (at <= place && place < at + chunk.length) chunk[place - at]! ^= 4;
    return chunk;
  });
  await expect(fetched({ address: between.address })).rejects.toThrow(/not what was sent|never sent/);
  expect(await b.observe(id)).toEqual({ state: 'half' });
  expect(await fetched()).toEqual({ kind: 'imported' });
});

test.each([0, 100_000, 2_900_000])(
  'a connection that is cut after %i bytes leaves a half, and the next try brings it',
  async (place) => {
    const { b, id, address, fetched } = await aMove();
    await using between = await tamper(address, (chunk, at, cut) => (at >= place ? (cut(), null) : chunk));
    await expect(fetched({ address: between.address })).rejects.toThrow();
    expect(['absent', 'half']).toContain((await b.observe(id)).state);
    expect(await fetched()).toEqual({ kind: 'imported' });
  },
);

test('a connection that falls silent is given up', async () => {
  const { b, id, address, fetched } = await aMove();
  await using between = await tamper(address, (chunk, at) => (at > 100_000 ? null : chunk));
  await expect(fetched({ address: between.address, silenceMs: 300 })).rejects.toThrow(
    /nothing came for 0.3 s/,
  );
  expect(await b.observe(id)).toEqual({ state: 'half' });
});

test('a fetch that is called off ends at once', async () => {
  const { address, fetched } = await aMove();
  const calledOff = new AbortController();
  await using between = await tamper(address, (chunk, at) => {
    if (at > 100_000) calledOff.abort();
    return at > 100_000 ? null : chunk;
  });
  await expect(fetched({ address: between.address, signal: calledOff.signal })).rejects.toThrow();
});

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
  await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
  const { port } = old.address() as net.AddressInfo;
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
  const [name = ''] = first.split(':');
  const wrong = parseKeyRing(`${name}:${randomBytes(32).toString('base64')}`);
  const { fetched } = await aMove({ giving: wrong });
  await expect(fetched()).rejects.toThrow(/another key of that name/);
});

test.each<[string, KeyRing, KeyRing]>([
  ['only the giving side has the new key yet', parseKeyRing(`${second},${first}`), keys],
  ['only the asking side has the new key yet', keys, parseKeyRing(`${second},${first}`)],
  ['the giving side has dropped the old one', parseKeyRing(second), parseKeyRing(`${second},${first}`)],
])('while the ring is rotated it arrives: %s', async (_what, giving, asking) => {
  const { fetched } = await aMove({ giving });
  expect(await fetched({ keys: asking })).toEqual({ kind: 'imported' });
});

test('hosts without a common key are told apart from each other', async () => {
  const { fetched } = await aMove({ giving: parseKeyRing(second) });
  await expect(fetched()).rejects.toThrow(/give both the same ring/);
});

test('two requests are answered at once, a third is told to wait', async () => {
  const { b, fetched } = await aMove();
  const stop = Promise.withResolvers<void>();
  const driver: FetchOptions['driver'] = {
    async importVolume(id, limits, tar, verify) {
      await stop.promise;
      return b.importVolume(id, limits, tar, verify);
    },
  };
  const three = [1, 2, 3].map(() => fetched({ driver }));
  const isBusy = async (each: Promise<FetchResult>) => {
    if ((await each).kind !== 'busy') throw new Error('it was not');
  };
  await Promise.any(three.map(isBusy));
  stop.resolve();
  const kinds = (await Promise.all(three)).map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(['busy', 'imported', 'imported']);
});

test('a volume that is not there is not given', async () => {
  const { fetched } = await aMove({ stored: false });
  await expect(fetched()).rejects.toThrow(/no stopped volume/);
});
