/** Two hosts with process drivers, of which `a` gives a volume and `b` takes it; what is between them is the test's own. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import http, { type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { parseKeyRing } from '@rockpool/db/secrets';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { createProcessDriver } from '../drivers/process.ts';
import { serveRelay, type RelayServer, type Route } from '../hosts/relay-server.ts';
import { fetchVolume, type FetchOptions } from '../moves/fetch-volume.ts';
import { volumeRoute, type ServeVolumeDeps } from '../moves/serve-volume.ts';
import type { VolumeMove } from '../moves/volume-call.ts';
import { packSample } from './sample-volume.ts';
import { subscribersOf } from './subscribers.ts';

const launch = { memoryMiB: 128, cpus: 1, pids: 64, diskMiB: 64 };

/** Of a key ring, with an id of its own. */
export const newKey = () => `${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`;

/** The only key of both hosts' rings. */
export const firstKey = newKey();
export const keys = parseKeyRing(firstKey);
export const sample = await packSample({ extraBytes: 3_000_000 });

/** Each test has folders of its own; the database is the file's. */
export function useTransfers() {
  let database: TestDatabase;
  let dir: string;
  let server: RelayServer | undefined;
  beforeAll(async () => {
    database = await createTestDatabase();
    for (const name of ['a', 'b', 'c']) await database.db.host.create({ data: { name } });
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rockpool-transfer-'));
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await rm(dir, { recursive: true, force: true });
  });

  const driverOf = (name: string) =>
    createProcessDriver({ instancesDir: join(dir, name), gatewayBundle: '/nowhere', gatewayArgs: [] });

  /** The row says that the instance moved from a to b. `opened`: called when a has a volume open and has sent nothing of it. */
  return async ({
    giving = keys,
    stored = true,
    opened = async (_response: ServerResponse): Promise<void> => {},
  } = {}) => {
    const [a, b] = [driverOf('a'), driverOf('b')];
    const { id } = await subscribersOf(database.db, keys).claim();
    await database.db.instance.update({ where: { id }, data: { host: 'b', movedFrom: 'a' } });
    if (stored) await a.importVolume(id, launch, Readable.from([sample]), async () => {});
    const log = pino({ level: 'silent' });
    let asked: ServerResponse;
    const driver: ServeVolumeDeps['driver'] = {
      observe: (instanceId) => a.observe(instanceId),
      async exportVolume(instanceId) {
        const response = asked;
        const volume = await a.exportVolume(instanceId);
        await opened(response);
        return volume;
      },
    };
    const route = volumeRoute({
      db: database.db,
      driver,
      host: 'a',
      keys: giving,
      log,
      crashPoint: () => {},
    });
    const noting: Route = {
      ...route,
      handle(request, response, named) {
        asked = response;
        return route.handle(request, response, named);
      },
    };
    server = await serveRelay(0, [noting]);
    const address = `http://127.0.0.1:${server.port}`;
    const move: VolumeMove = { instanceId: id, from: 'a', to: 'b' };
    const fetched = (changed: Partial<FetchOptions> = {}) =>
      fetchVolume({
        ...{ driver: b, keys, move, address, launch, progress: () => {} },
        signal: new AbortController().signal,
        ...changed,
      });
    return { a, b, id, move, address, fetched };
  };
}

/** A request as it is, without anything that would make sense of its answer. */
export const get = (url: string, authorization: string) =>
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
