import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHub, type Hub, type HubEvent } from './hub.ts';
import { snapshotStream } from './stream.ts';

let database: TestDatabase;
const hubs: Hub[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});
afterAll(() => database.drop());

function newHub(): Hub {
  const hub = createHub({ databaseUrl: database.url, retryMs: { first: 20, max: 50 } });
  hubs.push(hub);
  return hub;
}
function listen(hub: Hub, userId: string) {
  const heard: HubEvent[] = [];
  const leave = hub.subscribe(userId, (event) => heard.push(event));
  return { heard, leave };
}
const notify = (userId: string) => database.db.$executeRaw`SELECT pg_notify('rockpool', ${userId})::text`;
const listeners = () => database.db.$queryRaw<{ pid: number }[]>`
  SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'rockpool-portal-live'`;
/** Ends every LISTEN connection, as a failover would. */
const cut = () => database.db.$executeRaw`
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'rockpool-portal-live'`;
const ready = (heard: HubEvent[]) => vi.waitFor(() => expect(heard).toEqual(['changed']), 15_000);

describe('the hub', () => {
  test('tells every page of the user and nobody else', async () => {
    const hub = newHub();
    const [mine, yours] = [randomUUID(), randomUUID()];
    const [phone, desk, other] = [listen(hub, mine), listen(hub, mine), listen(hub, yours)];
    await ready(other.heard);
    await notify(mine);
    await vi.waitFor(
      () => expect([phone.heard, desk.heard].map((heard) => heard.length)).toEqual([2, 2]),
      15_000,
    );
    await notify(yours);
    await vi.waitFor(() => expect(other.heard).toEqual(['changed', 'changed']), 15_000);
    expect(phone.heard).toEqual(['changed', 'changed']);
  });

  test('keeps one connection for many pages', async () => {
    const hub = newHub();
    const pages = Array.from({ length: 50 }, () => listen(hub, randomUUID()));
    await Promise.all(pages.map(({ heard }) => ready(heard)));
    expect(await listeners()).toHaveLength(1);
  });

  test('tells nothing to who has left', async () => {
    const hub = newHub();
    const user = randomUUID();
    const [gone, here] = [listen(hub, user), listen(hub, user)];
    await ready(here.heard);
    gone.leave();
    gone.leave();
    await notify(user);
    await vi.waitFor(() => expect(here.heard).toHaveLength(2), 15_000);
    expect(gone.heard).toEqual(['changed']);
  });

  test('connects again after a cut, and then everyone reads anew', async () => {
    const hub = newHub();
    const user = randomUUID();
    const { heard } = listen(hub, user);
    await ready(heard);
    await cut();
    await vi.waitFor(() => expect(heard).toEqual(['changed', 'away', 'back', 'changed']), 15_000);
    await notify(user);
    await vi.waitFor(() => expect(heard).toHaveLength(5), 15_000);
  });
});

describe('the stream of a page', () => {
  /** Collects what a browser would read. */
  function read(stream: ReadableStream<Uint8Array>) {
    const page = { text: '', ended: false };
    void (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of stream) page.text += decoder.decode(chunk);
      page.ended = true;
    })();
    return page;
  }
  const snapshots = (text: string) =>
    [...text.matchAll(/event: computer\ndata: (.*)\n/g)].map((hit) => hit[1]);

  test('sends a snapshot at the start, after a change of the database, and ends with the request', async () => {
    const hub = newHub();
    const user = await database.db.user.create({ data: { phone: '+8613800138000' } });
    const abort = new AbortController();
    const load = async () => ({
      points: (await database.db.pointEntry.findMany({ where: { userId: user.id } })).map((e) => e.points),
    });
    const page = read(
      snapshotStream({ hub, userId: user.id, event: 'computer', load, signal: abort.signal }),
    );
    await vi.waitFor(() => expect(snapshots(page.text)).toContain('{"points":[]}'), 15_000);
    await database.db.pointEntry.create({
      data: { userId: user.id, points: 5, reason: 'operator', key: randomUUID() },
    });
    await vi.waitFor(() => expect(snapshots(page.text).at(-1)).toBe('{"points":[5]}'), 15_000);
    abort.abort();
    await vi.waitFor(() => expect(page.ended).toBe(true), 15_000);
  });

  test('says that it is away while the state cannot be read, tells why once, and goes on by itself', async () => {
    let broken = true;
    let tries = 0;
    const load = () => {
      tries += 1;
      return broken ? Promise.reject(new Error('no database')) : Promise.resolve({ fine: true });
    };
    const told: unknown[] = [];
    const abort = new AbortController();
    const page = read(
      snapshotStream({
        hub: newHub(),
        userId: randomUUID(),
        event: 'computer',
        load,
        failed: (error) => told.push(error),
        signal: abort.signal,
        retryMs: 20,
      }),
    );
    await vi.waitFor(() => expect(tries).toBeGreaterThan(2), 15_000);
    expect(page.text).toContain('event: away');
    broken = false;
    await vi.waitFor(() => expect(snapshots(page.text)).toContain('{"fine":true}'), 15_000);
    expect(told).toEqual([new Error('no database')]);
    abort.abort();
  });

  test('ends when the session has ended', async () => {
    const page = read(
      snapshotStream({
        hub: newHub(),
        userId: randomUUID(),
        event: 'computer',
        load: () => Promise.resolve({ ended: true as const }),
        signal: new AbortController().signal,
      }),
    );
    await vi.waitFor(() => expect(page).toMatchObject({ ended: true }), 15_000);
    expect(page.text).toContain('event: ended');
  });
});
