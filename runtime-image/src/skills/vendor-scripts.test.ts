import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

const run = promisify(execFile);
const skills = path.join(import.meta.dirname, '../../skills');
let server: Server;
let origin: string;
let asked: { request: IncomingMessage; body: string }[] = [];
let answer = '';
let status = 200;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ request, body });
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  [asked, answer, status] = [[], '{"ok":true}', 200];
});

const script = (file: string, env: Record<string, string>, ...args: string[]) =>
  run(process.execPath, [path.join(skills, file), ...args], { env });

it('Notion is asked with the key, its version and the body', async () => {
  const env = { NOTION_BASE_URL: origin, NOTION_API_KEY: 'ntn_1' };
  expect((await script('notion/call.mjs', env, 'POST', 'search', '{"query":"计划"}')).stdout).toBe(
    '{"ok":true}\n',
  );
  const { request, body } = asked[0]!;
  expect([request.method, request.url, body]).toEqual(['POST', '/v1/search', '{"query":"计划"}']);
  expect(request.headers).toMatchObject({ authorization: 'Bearer ntn_1', 'notion-version': '2022-06-28' });
});

it('Slack gets a form, and its "ok": false fails', async () => {
  const env = { SLACK_BASE_URL: origin, SLACK_BOT_TOKEN: 'xoxb-1' };
  await script('slack/call.mjs', env, 'chat.postMessage', '{"channel":"C1","text":"a & b","blocks":[{}]}');
  expect(asked[0]!.request.url).toBe('/api/chat.postMessage');
  expect(Object.fromEntries(new URLSearchParams(asked[0]!.body))).toEqual({
    channel: 'C1',
    text: 'a & b',
    blocks: '[{}]',
  });
  answer = '{"ok":false,"error":"not_in_channel"}';
  await expect(script('slack/call.mjs', env, 'auth.test')).rejects.toMatchObject({ stdout: `${answer}\n` });
});

it('Gemini gives its words, and its refusals in a sentence', async () => {
  const env = { GEMINI_BASE_URL: origin, GEMINI_API_KEY: 'AIza', GEMINI_MODEL: 'some-model' };
  answer = JSON.stringify({ candidates: [{ content: { parts: [{ text: 'four' }] } }] });
  expect((await script('gemini/ask.mjs', env, 'two and two?')).stdout).toBe('four\n');
  expect(asked[0]!.request.url).toBe('/v1beta/models/some-model:generateContent');
  expect(asked[0]!.request.headers['x-goog-api-key']).toBe('AIza');
  [answer, status] = ['{"error":{"message":"no quota"}}', 429];
  await expect(script('gemini/ask.mjs', env, 'x')).rejects.toMatchObject({
    stderr: 'Gemini answered 429: no quota\n',
  });
});

it('BlueBubbles gets its password and the name of a chat whole', async () => {
  const env = { BLUEBUBBLES_URL: origin, BLUEBUBBLES_PASSWORD: 'p&w' };
  await script('bluebubbles/call.mjs', env, 'GET', 'chat/iMessage;-;+8613800000000/message?limit=2');
  const url = new URL(asked[0]!.request.url!, origin);
  expect(decodeURIComponent(url.pathname)).toBe('/api/v1/chat/iMessage;-;+8613800000000/message');
  expect(Object.fromEntries(url.searchParams)).toEqual({ limit: '2', password: 'p&w' });
});
