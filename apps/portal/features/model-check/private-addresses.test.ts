import type { LookupAddress } from 'node:dns';
import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkModel } from './check-model.ts';

/** Counts whoever gets through to this machine. */
let hits = 0;
const target = http.createServer((_request, response) => {
  hits++;
  response.end('{}');
});
let port: number;
beforeAll(async () => {
  target.listen(0, '127.0.0.1');
  await once(target, 'listening');
  port = (target.address() as AddressInfo).port;
});
afterAll(() => target.close());

const form = (baseUrl: string) => ({ baseUrl, model: 'm', key: 'k' });
const strict = { allow: new Set<string>(), timeoutMs: 2_000 };

/** A name server of our own making. */
function resolvesTo(...addresses: string[]): LookupFunction {
  const all: LookupAddress[] = addresses.map((address) => ({
    address,
    family: address.includes(':') ? 6 : 4,
  }));
  return (_hostname, options, callback) =>
    process.nextTick(() =>
      options.all ? callback(null, all) : callback(null, all[0]!.address, all[0]!.family),
    );
}

const privateAddresses = [
  '127.0.0.1',
  '127.9.9.9',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:169.254.169.254',
  '64:ff9b::7f00:1',
  '2002:7f00:1::1',
  '2001:0:1::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
];

describe('a model address', () => {
  it.each(privateAddresses)('is refused when it is %s', async (address) => {
    const host = address.includes(':') ? `[${address}]` : address;
    expect(await checkModel(form(`https://${host}/v1`), strict)).toMatchObject({ reason: 'private_address' });
  });

  it.each(privateAddresses)('is refused when its name resolves to %s', async (address) => {
    const result = await checkModel(form('https://models.example.com/v1'), {
      ...strict,
      lookup: resolvesTo(address),
    });
    expect(result).toMatchObject({ ok: false, reason: 'private_address' });
  });

  it('is refused when only one of its addresses is private', async () => {
    const lookup = resolvesTo('93.184.215.14', '127.0.0.1');
    expect(await checkModel(form('https://models.example.com/v1'), { ...strict, lookup })).toMatchObject({
      reason: 'private_address',
    });
  });

  it.each([
    ['decimal', 'https://2130706433/v1'],
    ['octal', 'https://0177.0.0.1/v1'],
    ['hexadecimal', 'https://0x7f000001/v1'],
    ['short', 'https://127.1/v1'],
    ['full-width digits', 'https://１２７.0.0.1/v1'],
    ['percent-encoded', 'https://%31%32%37.0.0.1/v1'],
    ['trailing dot', 'https://127.0.0.1./v1'],
    ['a name for this machine', 'https://localhost/v1'],
    ['a name below it', 'https://a.localhost./v1'],
    ['a cloud’s inner name', 'https://metadata.google.internal/v1'],
  ])('is refused in disguise: %s', async (_name, baseUrl) => {
    expect(await checkModel(form(baseUrl), strict)).toMatchObject({ ok: false, reason: 'private_address' });
  });

  it.each([
    ['', 'not_a_url'],
    ['models.example.com', 'not_a_url'],
    ['http://models.example.com/v1', 'not_https'],
    ['ftp://models.example.com/v1', 'not_https'],
    ['file:///etc/passwd', 'not_https'],
    ['https://user:pass@models.example.com/v1', 'has_credentials'],
    ['https://user@models.example.com/v1', 'has_credentials'],
    ['https://models.example.com/v1?x=1', 'has_query'],
    ['https://models.example.com/v1#x', 'has_query'],
  ])('of the form %j is refused as %s', async (baseUrl, reason) => {
    expect(await checkModel(form(baseUrl), strict)).toMatchObject({ ok: false, reason, sentence: null });
  });

  it('on the operator’s list is an exact host and port, nothing wider', async () => {
    const list = { allow: new Set([`127.0.0.1:${port}`]), timeoutMs: 2_000 };
    hits = 0;
    for (const baseUrl of [
      `http://127.0.0.1:${port + 1}/v1`,
      `http://127.0.0.2:${port}/v1`,
      `http://localhost:${port}/v1`,
      `http://[::ffff:127.0.0.1]:${port}/v1`,
      `http://models.example.com:${port}/v1`,
    ]) {
      const result = await checkModel(form(baseUrl), { ...list, lookup: resolvesTo('127.0.0.1') });
      expect([baseUrl, result.ok ? 'ok' : result.reason]).toEqual([baseUrl, 'not_https']);
    }
    expect(hits).toBe(0);
    await checkModel(form(`http://127.0.0.1:${port}/v1`), list);
    expect(hits).toBe(1);
  });

  it('is looked up once: the connection goes to the very address that was checked', async () => {
    hits = 0;
    let asked = 0;
    const lookup: LookupFunction = (hostname, options, callback) =>
      resolvesTo(asked++ === 0 ? '127.0.0.1' : '127.0.0.2')(hostname, options, callback);
    const list = { allow: new Set([`models.example.com:${port}`]), timeoutMs: 2_000, lookup };
    await checkModel(form(`http://models.example.com:${port}/v1`), list);
    expect([asked, hits]).toEqual([1, 1]);
  });

  it('that redirects to a private address is not followed', async () => {
    const redirecting = http.createServer((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${port}/latest/meta-data` }).end();
    });
    redirecting.listen(0, '127.0.0.1');
    await once(redirecting, 'listening');
    const { port: from } = redirecting.address() as AddressInfo;
    hits = 0;
    const list = { allow: new Set([`127.0.0.1:${from}`]), timeoutMs: 2_000 };
    expect(await checkModel(form(`http://127.0.0.1:${from}/v1`), list)).toMatchObject({ reason: 'redirect' });
    expect(hits).toBe(0);
    redirecting.close();
  });
});
