import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createPortalMetrics } from './metrics.ts';
import { noteRequests } from './note-requests.ts';
import { registerGauges } from './register-gauges.ts';
import { serveMetrics } from './serve-metrics.ts';

let database: TestDatabase;
const ends: (() => void)[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** The portal's figures on their own port, beside a server that stands for its pages. */
async function start() {
  const metrics = createPortalMetrics();
  const own = await serveMetrics(0, metrics.registry);
  ends.push(() => own.close());
  ends.push(noteRequests(metrics, (server) => server === own));
  const pages = createServer((request, response) => {
    if (request.url === '/api/events') response.write(':\n\n');
    else if (request.url === '/sign-in') response.writeHead(503).end();
    else if (request.url !== '/claim') response.end('page');
  });
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
  ends.push(() => (pages.closeAllConnections(), pages.close()));
  const scrape = async () => (await fetch(`${addressOf(own)}/metrics`)).text();
  return { metrics, own, pages: addressOf(pages), scrape };
}

test('requests are told by route, method and class of answer, and nothing of the address else', async () => {
  const { pages, scrape } = await start();
  await (await fetch(`${pages}/computer?phone=13800138000`)).text();
  await (await fetch(`${pages}/13800138000`, { method: 'PUT' })).text();
  await (await fetch(`${pages}/sign-in`, { method: 'POST' })).text();
  await vi.waitFor(async () => {
    const text = await scrape();
    expect(text).toContain('rockpool_request_seconds_count{route="/computer",method="GET",status="2xx"} 1');
    expect(text).toContain('rockpool_request_seconds_count{route="other",method="other",status="2xx"} 1');
    expect(text).toContain('rockpool_request_seconds_count{route="/sign-in",method="POST",status="5xx"} 1');
    expect(text).not.toContain('138001');
    expect(text).not.toContain('route="/metrics"');
  }, 15_000);
});

test('who leaves before the answer counts as answered by none', async () => {
  const { pages, scrape } = await start();
  const leaving = new AbortController();
  const asked = fetch(`${pages}/claim`, { signal: leaving.signal }).catch(() => null);
  await vi.waitFor(async () => expect(await scrape()).not.toContain('route="/computer"'), 15_000);
  leaving.abort();
  await asked;
  await vi.waitFor(
    async () =>
      expect(await scrape()).toContain(
        'rockpool_request_seconds_count{route="/claim",method="GET",status="none"} 1',
      ),
    15_000,
  );
});

test('an event stream counts while it is open, and never as a slow request', async () => {
  const { pages, scrape } = await start();
  const leaving = new AbortController();
  const response = await fetch(`${pages}/api/events`, { signal: leaving.signal });
  expect(await scrape()).toContain('rockpool_streams_open{route="/api/events"} 1');
  leaving.abort();
  await response.text().catch(() => '');
  await vi.waitFor(
    async () => expect(await scrape()).toContain('rockpool_streams_open{route="/api/events"} 0'),
    15_000,
  );
  expect(await scrape()).not.toContain('rockpool_request_seconds_count');
});

test('the figures are served on loopback only, and nothing beside them', async () => {
  const { own } = await start();
  expect(own.address()).toMatchObject({ address: '127.0.0.1' });
  expect((await fetch(`${addressOf(own)}/`)).status).toBe(404);
  expect((await fetch(`${addressOf(own)}/metrics`, { method: 'POST' })).status).toBe(404);
});

test('database, pool and certificate are looked up at the scrape', async () => {
  const { metrics, scrape } = await start();
  let end: Date | null = new Date('2027-01-01T00:00:00Z');
  registerGauges(metrics.registry, { db: database.db, certificateEnd: () => Promise.resolve(end) });
  const text = await scrape();
  expect(text).toContain('rockpool_database_up 1');
  expect(text).toMatch(/rockpool_pool_connections\{state="idle"\} \d/);
  expect(text).toContain(`rockpool_certificate_end_timestamp_seconds ${end.getTime() / 1000}`);
  end = null;
  expect(await scrape()).not.toMatch(/^rockpool_certificate_end/m);
});
