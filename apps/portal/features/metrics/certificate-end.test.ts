import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificateEndOf } from './certificate-end.ts';

const hour = 3_600_000;
let dir: string;
let server: Server;
let port: number;
let connections = 0;

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'rockpool-certificate-'));
  const file = (name: string) => path.join(dir, name);
  const made = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3 -subj /CN=localhost`;
  execFileSync('openssl', [...made.split(' '), '-keyout', file('key.pem'), '-out', file('cert.pem')], {
    stdio: 'ignore',
  });
  server = createServer({ key: readFileSync(file('key.pem')), cert: readFileSync(file('cert.pem')) });
  server.on('connection', () => (connections += 1));
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  rmSync(dir, { recursive: true });
});

test('tells when the certificate ends that a browser gets, trusted or not, and asks again after ten minutes', async () => {
  let now = 0;
  const end = certificateEndOf(`https://localhost:${port}`, () => now);
  const inThreeDays = Date.now() + 72 * hour;
  const seen = (await end())!;
  expect(Math.abs(seen.getTime() - inThreeDays)).toBeLessThan(hour);
  expect(await end()).toEqual(seen);
  expect(connections).toBe(1);
  now = 600_000;
  expect(await end()).toEqual(seen);
  expect(connections).toBe(2);
});

test.each(['http://localhost:3000', 'https://127.0.0.1:9'])('knows none for %s', async (origin) => {
  expect(await certificateEndOf(origin)()).toBeNull();
});
