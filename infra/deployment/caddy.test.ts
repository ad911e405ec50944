import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isThere } from './programs.ts';

const caddyfile = path.resolve(import.meta.dirname, '../caddy/Caddyfile');

/** Caddy before a server that stands for the portal, on ports of its own and with a certificate of its own authority. */
describe.skipIf(!isThere('caddy', 'version'))('Caddy (apt-get install caddy)', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'rockpool-caddy-'));
  const portal = http.createServer(answerAsPortal);
  const asked: IncomingMessage[] = [];
  let caddy: ChildProcess;
  let port: number;
  let figuresPort: number;
  let log = '';

  function answerAsPortal(request: IncomingMessage, response: http.ServerResponse) {
    asked.push(request);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Server', 'portal');
    if (request.url === '/api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-transform' });
      response.write('event: computer\ndata: {}\n\n');
      return;
    }
    request.resume().on('end', () => response.end('page'));
  }

  beforeAll(async () => {
    portal.listen(0, '127.0.0.1');
    await once(portal, 'listening');
    let httpPort: number;
    [port, figuresPort, httpPort] = (await freePorts(3)) as [number, number, number];
    const upstream = (portal.address() as AddressInfo).port;
    const text = readFileSync(caddyfile, 'utf8')
      .replace(
        '{\n\temail',
        `{\n\thttp_port ${httpPort}\n\thttps_port ${port}\n\tskip_install_trust\n\temail`,
      )
      .replaceAll('127.0.0.1:3000', `127.0.0.1:${upstream}`)
      .replaceAll('127.0.0.1:2020', `127.0.0.1:${figuresPort}`)
      .replaceAll('/tmp/caddy-admin.sock', path.join(dir, 'admin.sock'));
    writeFileSync(path.join(dir, 'Caddyfile'), text);
    caddy = spawn('caddy', ['run', '--config', path.join(dir, 'Caddyfile'), '--adapter', 'caddyfile'], {
      env: {
        PATH: process.env.PATH,
        HOME: dir,
        XDG_DATA_HOME: dir,
        XDG_CONFIG_HOME: dir,
        DOMAIN: 'localhost',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [caddy.stdout!, caddy.stderr!]) stream.on('data', (part) => (log += String(part)));
    await vi.waitFor(() => call('/healthz'), { timeout: 15_000, interval: 100 });
  });
  afterAll(async () => {
    caddy.kill('SIGTERM');
    await once(caddy, 'exit');
    portal.closeAllConnections();
    portal.close();
    rmSync(dir, { recursive: true });
  });

  async function call(target: string, { body, ...options }: https.RequestOptions & { body?: Buffer } = {}) {
    const request = https.request({
      host: 'localhost',
      port,
      path: target,
      rejectUnauthorized: false,
      agent: false,
      ...options,
    });
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part;
    return { status: response.statusCode, headers: response.headers, rawHeaders: response.rawHeaders, text };
  }

  test('the file is valid with and without an address for the authority', () => {
    for (const ACME_EMAIL of ['', 'operator@example.com']) {
      const env = { PATH: process.env.PATH, HOME: dir, DOMAIN: 'pool.example.com', ACME_EMAIL };
      const args = ['validate', '--config', caddyfile, '--adapter', 'caddyfile'];
      expect(spawnSync('caddy', args, { env, encoding: 'utf8' })).toMatchObject({ status: 0 });
    }
  });

  test('speaks TLS 1.3 and nothing older', async () => {
    const options = { host: 'localhost', port, servername: 'localhost', rejectUnauthorized: false };
    const newest = connect(options);
    await once(newest, 'secureConnect');
    expect(newest.getProtocol()).toBe('TLSv1.3');
    newest.destroy();
    const older = connect({ ...options, maxVersion: 'TLSv1.2' });
    const [error] = (await once(older, 'error').catch((reason: unknown) => [reason])) as [Error];
    expect(error.message).toMatch(/protocol version/i);
  });

  test('adds what only a proxy can say, and doubles nothing of the portal', async () => {
    const { headers, rawHeaders } = await call('/');
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers).not.toHaveProperty('server');
    const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(names.filter((name) => name === 'x-content-type-options')).toHaveLength(1);
  });

  test('tells the portal whom it speaks for, whatever the caller claims', async () => {
    await call('/account', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(asked.at(-1)!.headers['x-forwarded-for']).toMatch(/^(127\.0\.0\.1|::1)$/);
    expect(asked.at(-1)!.headers['x-forwarded-proto']).toBe('https');
  });

  test('passes an event on while the stream stays open', async () => {
    const request = https.request({
      host: 'localhost',
      port,
      path: '/api/events',
      rejectUnauthorized: false,
    });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const [first] = (await once(response, 'data')) as [Buffer];
    expect(first.toString()).toContain('event: computer');
    expect(response.complete).toBe(false);
    request.destroy();
  });

  test('shows figures to nobody, and passes no body on that the portal would refuse', async () => {
    const before = asked.length;
    expect((await call('/metrics')).status).toBe(404);
    expect((await call('/metrics/x')).status).toBe(404);
    expect(asked).toHaveLength(before);
    const body = Buffer.alloc(3_000_000);
    const large = call('/api/chat', { method: 'POST', body, headers: { 'content-length': body.length } });
    expect((await large).status).toBe(413);
  });

  test('writes down who asked for what, without what was typed', async () => {
    const headers = { cookie: 'a=secret-cookie', referer: 'https://localhost/?secret-referer' };
    await call('/sign-in?phone=13800138000', { headers });
    await vi.waitFor(() => expect(log).toContain('"uri":"/sign-in"'), 15_000);
    expect(log).not.toMatch(/13800138000|secret-cookie|secret-referer/);
  });

  test('its own figures are on loopback', async () => {
    expect((await fetch(`http://127.0.0.1:${figuresPort}/metrics`)).status).toBe(200);
  });

  test('says that the service comes back while the portal is away', async () => {
    portal.closeAllConnections();
    portal.close();
    const { status, headers, text } = await call('/computer');
    expect(status).toBe(502);
    expect(headers['retry-after']).toBe('10');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(text).toContain('服务正在恢复');
    expect(text).toContain('coming back');
  });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
