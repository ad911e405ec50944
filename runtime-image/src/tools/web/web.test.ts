import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toolContext } from '../../agent/testing.ts';
import { runTool } from '../../agent/run-tool.ts';
import type { WebSection } from '../../config/schema/web.ts';
import { readWeb, type WebSettings } from '../../config/web.ts';
import { removeDir, tempDir } from '../../testing/temp-dir.ts';
import { decodeBody, kindOf } from './body-text.ts';
import { webFetchTool } from './fetch.ts';
import { readPage } from './read-page.ts';
import { webSearchTool } from './search.ts';

let server: Server;
let port: number;
let answer: RequestListener;
let requests: { request: IncomingMessage; body: string }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => void (body += piece.toString()));
    request.on('end', () => {
      requests.push({ request, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());

let root: string;
let workspace: string;
let now = 0;
beforeEach(() => {
  root = tempDir();
  workspace = path.join(root, 'workspace');
  mkdirSync(workspace);
  requests = [];
});
afterEach(() => removeDir(root));

const settings = (search: NonNullable<WebSection['search']> = {}, allow = true): WebSettings =>
  readWeb({ search }, { allowHosts: allow ? [`127.0.0.1:${port}`] : [] }, (value) => String(value), []);
const at = (where: string) => `http://127.0.0.1:${port}${where}`;
const send =
  (type: string, body: string | Buffer, status = 200): RequestListener =>
  (_, response) =>
    response.writeHead(status, type === '' ? {} : { 'content-type': type }).end(body);

describe('web_fetch', () => {
  const cache = new Map();
  const tool = () => webFetchTool(settings(), cache, () => now);
  const get = (input: object, tools = [tool()]) =>
    runTool({ id: '1', name: 'web_fetch', input: JSON.stringify(input) }, tools, toolContext(workspace));
  beforeEach(() => cache.clear());

  it('gives the article of a page as Markdown, with whole links and nothing that runs', async () => {
    const paragraph = 'Crabs walk sideways because their knees bend outwards, which is quite enough. '.repeat(
      8,
    );
    answer = send(
      'text/html; charset=utf-8',
      `<html><head><title>Crabs</title><script>evil()</script></head><body><nav>Home About</nav>
       <article><h2>Walking</h2><p>${paragraph}</p><p>${paragraph}<a href="/more">more</a></p></article></body></html>`,
    );
    const { output, ok } = await get({ url: at('/crabs') });
    expect(ok).toBe(true);
    expect(output).toMatch(/^# Crabs\n/);
    expect(output).toContain('Walking');
    expect(output).toContain(`[more](${at('/more')})`);
    expect(output).not.toContain('evil');
    expect(output).not.toContain('About');
  });

  it('gives short pages whole', async () => {
    answer = send('text/html', '<title>x</title><p>Only <b>this</b>.</p>');
    expect((await get({ url: at('/') })).output).toBe('# x\n\nOnly **this**.');
  });

  it('gives JSON and text as they are, cut where it is told', async () => {
    answer = send('application/json', '{"a":[1,2]}');
    expect((await get({ url: at('/json') })).output).toBe('{"a":[1,2]}');
    answer = send('text/plain', 'x'.repeat(500));
    expect((await get({ url: at('/long'), maxChars: 100 })).output).toBe(
      `${'x'.repeat(100)}\n[400 more characters; ask with a larger maxChars]`,
    );
  });

  it('keeps what it read for a quarter of an hour', async () => {
    answer = send('text/plain', 'first');
    now = 0;
    await get({ url: at('/kept') });
    answer = send('text/plain', 'second');
    now = 14 * 60_000;
    expect((await get({ url: at('/kept') })).output).toBe('first');
    now = 16 * 60_000;
    expect((await get({ url: at('/kept') })).output).toBe('second');
  });

  it('refuses what is no text, and saves it on request into the workspace only', async () => {
    const pdf = Buffer.from('%PDF-1.7 \0 binary');
    answer = send('application/pdf', pdf);
    expect(await get({ url: at('/a.pdf') })).toMatchObject({
      ok: false,
      output: expect.stringContaining('application/pdf'),
    });
    expect(await get({ url: at('/a.pdf'), saveTo: 'papers/a.pdf' })).toMatchObject({ ok: true });
    expect(readFileSync(path.join(workspace, 'papers/a.pdf'))).toEqual(pdf);
    expect(await get({ url: at('/a.pdf'), saveTo: '../a.pdf' })).toMatchObject({ ok: false });
  });

  it.each(['http://127.0.0.1:1/', 'http://169.254.169.254/', 'file:///etc/passwd', 'nonsense', ''])(
    'refuses %j with a sentence',
    async (url) => {
      const { output, ok } = await get({ url });
      expect(ok).toBe(false);
      expect(output).toMatch(/^(Private addresses cannot|Only http|That is not a whole URL)/);
    },
  );

  it('tells what the server refused', async () => {
    answer = send('text/plain', 'no such thing', 404);
    expect(await get({ url: at('/none') })).toEqual({
      output: 'The server answered 404.\nno such thing',
      ok: false,
    });
  });

  it('a page that is made to choke the reader is given up in time, or on the stop of the turn', async () => {
    const page = `<html><body>${'<div><b>'.repeat(150_000)}`;
    const never = new AbortController();
    expect(await readPage(page, at('/'), never.signal, 100)).toBe(null);
    const reading = readPage(page, at('/'), never.signal);
    never.abort(new Error('stopped'));
    await expect(reading).rejects.toThrow('stopped');
  });
});

describe('the bytes of a reply', () => {
  it.each([
    ['text/html; charset=gb18030', Buffer.from([0xd6, 0xd0, 0xce, 0xc4]), '中文'],
    [
      'text/html',
      Buffer.concat([Buffer.from('<meta charset=gb2312>'), Buffer.from([0xd6, 0xd0])]),
      '<meta charset=gb2312>中',
    ],
    ['text/html; charset=nonsense', Buffer.from('中'), '中'],
    ['text/plain', Buffer.from([0xff, 0xfe, 0x2d, 0x4e]), '中'],
    ['text/plain; charset=big5', Buffer.from([0xa4, 0xa4]), '中'],
  ])('%s are decoded', (type, bytes, text) => expect(decodeBody(type, bytes)).toBe(text));

  it.each([
    ['text/html', '', 'page'],
    ['', '<!DOCTYPE html><p>', 'page'],
    ['', 'words', 'text'],
    ['application/octet-stream', '%PDF-1.4', 'binary'],
    ['text/plain', 'a\0b', 'binary'],
    ['image/png', 'x', 'binary'],
    ['application/ld+json', '{}', 'text'],
  ])('%j with %j are %s', (type, body, kind) => expect(kindOf(type, Buffer.from(body))).toBe(kind));
});

describe('web_search', () => {
  const search = (settings: WebSettings, input: object = { query: '螃蟹' }) =>
    runTool(
      { id: '1', name: 'web_search', input: JSON.stringify(input) },
      [webSearchTool(settings, 'en')],
      toolContext(workspace),
    );
  const result = 'Crabs\nhttps://crab.example/\nThey walk sideways.';
  const [title, url, text] = ['<b>Crabs</b>', 'https://crab.example/', 'They walk  sideways.'];

  it.each([
    [
      'brave',
      { web: { results: [{ title, url, description: text }] } },
      '/res/v1/web/search?q=%E8%9E%83%E8%9F%B9&count=5',
    ],
    ['serper', { organic: [{ title, link: url, snippet: text }] }, '/search'],
    ['tavily', { results: [{ title, url, content: text }] }, '/search'],
    [
      'bocha',
      { data: { webPages: { value: [{ name: title, url, snippet: 'x', summary: text }] } } },
      '/v1/web-search',
    ],
    ['zhipu', { search_result: [{ title, link: url, content: text }] }, '/paas/v4/web_search'],
    ['searxng', { results: [{ title, url, content: text }] }, '/search?q=%E8%9E%83%E8%9F%B9&format=json'],
  ])('asks %s in its own way and reads what it answers', async (provider, body, where) => {
    answer = send('application/json', JSON.stringify(body));
    const found = await search(settings({ provider, apiKey: 'key-of-test', baseUrl: at('/') }));
    expect(found).toEqual({ output: `1. ${result}`, ok: true });
    const { request, body: asked } = requests[0]!;
    expect(request.url).toBe(where);
    const said = JSON.stringify(request.headers) + asked + decodeURIComponent(request.url!);
    expect(said).toContain('螃蟹');
    if (provider !== 'searxng') expect(said).toContain('key-of-test');
  });

  it('says what to configure while nothing is, and costs the prompt next to nothing then', async () => {
    expect(await search(settings())).toMatchObject({
      ok: false,
      output: expect.stringContaining('tools.web.search'),
    });
    expect(await search(settings({ provider: 'brave' }))).toMatchObject({ ok: false });
    expect(webSearchTool(settings(), 'zh').rare).toBe(true);
    expect(webSearchTool(settings({ provider: 'brave', apiKey: 'k' }), 'zh').rare).toBeUndefined();
  });

  it.each([
    [401, 'the key of tools.web.search is not accepted'],
    [429, 'asked too often'],
    [200, 'a form that is not known'],
  ])('an answer %i is told plainly', async (status, words) => {
    answer = send('application/json', '"?"', status);
    const found = await search(settings({ provider: 'serper', apiKey: 'k', baseUrl: at('/') }));
    expect(found).toMatchObject({ ok: false, output: expect.stringContaining(words) });
  });

  it('does not reach private addresses unless they are allowed', async () => {
    const found = await search(settings({ provider: 'searxng', baseUrl: at('/') }, false));
    expect(found.output).toContain('Private addresses');
    expect(requests).toEqual([]);
  });
});
