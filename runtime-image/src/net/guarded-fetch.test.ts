import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPublicAddress, judgeUrl } from './address.ts';
import { explainFetchFailure, guardedFetch } from './guarded-fetch.ts';

describe('addresses', () => {
  it.each(['1.1.1.1', '8.8.8.8', '223.5.5.5', '172.32.0.1', '2606:4700::1111', '2400:3200::1'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.9.9.9', '169.254.169.254'],
    ...['172.16.0.1', '172.31.255.255', '192.168.0.1', '192.0.0.192', '198.18.0.1', '224.0.0.1', '240.0.0.1'],
    ...['255.255.255.255', '168.63.129.16', '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1'],
    ...['64:ff9b::7f00:1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'ff02::1', '2002:7f00:1::'],
    ...['2001::1', '2001:db8::1', 'example.com', ''],
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('URLs', () => {
  it.each([
    ...[
      'http://127.0.0.1/',
      'http://2130706433/',
      'http://0x7f000001/',
      'http://0177.0.0.1/',
      'http://127.1/',
    ],
    ...['http://[::1]/', 'http://[::ffff:7f00:1]/', 'http://[::ffff:127.0.0.1]/', 'http://localhost:80/'],
    ...['http://LOCALHOST./', 'http://a.localhost/', 'http://user@10.0.0.1/', 'http://①②⑦.0.0.1/'],
    ...['http://169.254.169.254/latest/meta-data/'],
  ])('%s is refused', (url) =>
    expect(judgeUrl(new URL(url), [])).toEqual({ kind: 'refused', why: 'private_address' }),
  );
  it.each(['file:///etc/passwd', 'ftp://example.com/', 'data:text/html,x', 'gopher://1.1.1.1/'])(
    '%s is refused',
    (url) => expect(judgeUrl(new URL(url), [])).toEqual({ kind: 'refused', why: 'not_http' }),
  );
  it('of the list are allowed by exactly their host and port', () => {
    const allow = ['127.0.0.1:3002', 'intranet:443'];
    expect(judgeUrl(new URL('http://127.0.0.1:3002/x'), allow).kind).toBe('allowed');
    expect(judgeUrl(new URL('https://intranet/x'), allow).kind).toBe('allowed');
    expect(judgeUrl(new URL('http://127.0.0.1:3003/x'), allow).kind).toBe('refused');
    expect(judgeUrl(new URL('http://intranet/x'), allow).kind).toBe('name');
  });
});

describe('a request', () => {
  let server: Server;
  let port: number;
  let seen: { url: string; method: string; headers: Record<string, unknown>; body: string }[] = [];
  let answer: RequestListener;
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => void (body += piece.toString()));
      request.on('end', () => {
        seen.push({ url: request.url!, method: request.method!, headers: request.headers, body });
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => server.close());
  const resolving =
    (...addresses: string[]): LookupFunction =>
    (_, __, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      );
  const here = () => ({ allow: [`127.0.0.1:${port}`] });
  const at = (where: string) => `http://127.0.0.1:${port}${where}`;

  it('to a private address sends nothing, however it is reached', async () => {
    seen = [];
    answer = (_, response) => response.end('secret');
    const refused = { kind: 'failed', why: 'private_address' };
    expect(await guardedFetch(at('/'))).toEqual(refused);
    expect(await guardedFetch(`http://rebind.test:${port}/`, { lookup: resolving('127.0.0.1') })).toEqual(
      refused,
    );
    expect(
      await guardedFetch(`http://rebind.test:${port}/`, { lookup: resolving('10.0.0.1', '127.0.0.1') }),
    ).toEqual(refused);
    expect(seen).toEqual([]);
  });

  it('follows a redirect only to where it could have gone by itself', async () => {
    seen = [];
    answer = (request, response) =>
      request.url === '/away'
        ? response.writeHead(302, { location: `http://localhost:${port}/secret` }).end()
        : response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    expect(await guardedFetch(at('/away'), here())).toEqual({ kind: 'failed', why: 'private_address' });
    expect(await guardedFetch(at('/file'), here())).toEqual({ kind: 'failed', why: 'not_http' });
    expect(seen.map(({ url }) => url)).toEqual(['/away', '/file']);
  });

  it('ends after five redirects', async () => {
    seen = [];
    answer = (_, response) => response.writeHead(302, { location: '/again' }).end();
    expect(await guardedFetch(at('/'), here())).toEqual({ kind: 'failed', why: 'redirects' });
    expect(seen).toHaveLength(6);
  });

  it('does not carry credentials to another origin, nor a body beyond a redirect that drops it', async () => {
    seen = [];
    answer = (request, response) =>
      request.url === '/first'
        ? response.writeHead(302, { location: `http://localhost:${port}/second` }).end()
        : response.end('ok');
    const allow = [...here().allow, `localhost:${port}`];
    const headers = { Authorization: 'Bearer secret', Accept: 'text/plain' };
    await guardedFetch(at('/first'), { method: 'POST', body: 'hello', headers, allow });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      body: 'hello',
      headers: { authorization: 'Bearer secret' },
    });
    expect(seen[1]).toMatchObject({ method: 'GET', body: '', headers: { accept: 'text/plain' } });
    expect(seen[1]!.headers.authorization).toBeUndefined();
  });

  it('gives status, headers and the decompressed body', async () => {
    answer = (_, response) =>
      response.writeHead(404, { 'content-encoding': 'gzip', 'X-Mine': 'yes' }).end(gzipSync('nothing here'));
    const reply = await guardedFetch(at('/x'), here());
    expect(reply).toMatchObject({ kind: 'reply', status: 404, url: at('/x'), cut: false });
    if (reply.kind !== 'reply') throw new Error('no reply');
    expect(reply.headers['x-mine']).toBe('yes');
    expect(reply.bytes.toString()).toBe('nothing here');
  });

  it('takes no more than its bytes, counted after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect(await guardedFetch(at('/'), { ...here(), bytesMax: 1_000 })).toEqual({
      kind: 'failed',
      why: 'too_large',
    });
    const cut = await guardedFetch(at('/'), { ...here(), bytesMax: 1_000, whenLarge: 'cut' });
    expect(cut).toMatchObject({ kind: 'reply', cut: true, bytes: { length: 1_000 } });
  });

  it('takes no longer than its time, also when bytes keep coming', async () => {
    answer = (_, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    };
    expect(await guardedFetch(at('/'), { ...here(), timeoutMs: 100 })).toEqual({
      kind: 'failed',
      why: 'timeout',
    });
  });

  it('throws the abort of its caller', async () => {
    answer = () => {};
    const stop = new AbortController();
    const asked = guardedFetch(at('/'), { ...here(), signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(asked).rejects.toThrow('stopped');
  });

  it('that finds nobody says so', async () => {
    const failure = await guardedFetch('http://127.0.0.1:1/', { allow: ['127.0.0.1:1'] });
    expect(failure).toEqual({ kind: 'failed', why: 'unreachable', code: 'ECONNREFUSED' });
    if (failure.kind !== 'failed') throw new Error('reached');
    expect(explainFetchFailure(failure, 'en')).toBe('It cannot be reached (ECONNREFUSED)');
    expect(await guardedFetch('no url')).toEqual({ kind: 'failed', why: 'bad_url' });
  });
});
