import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ControlEvent } from '@rockpool/gateway/control';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startModelEmulator, type ModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { controlClient, GatewayError } from './control-client.ts';
import { startGateway, type TestGateway } from './testing.ts';

const token = 'a-token-for-this-test';
let model: ModelEmulator;
let gateway: TestGateway;
beforeAll(async () => {
  model = await startModelEmulator();
  gateway = await startGateway({ token, modelBaseUrl: model.baseUrl });
});
afterAll(async () => {
  await gateway.close();
  await model.close();
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const client = (change: { endpoint?: string; token?: string } = {}) =>
  controlClient({ endpoint: gateway.endpoint, token, ...change });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof GatewayError ? [error.reason, error.status] : error),
  );

describe("the gateway's client", () => {
  it('reads status, history and pairing requests', async () => {
    expect((await client().status()).model).toBe('sandbox/sandbox');
    expect(await client().chat(50)).toEqual({ messages: [], running: false });
    expect(await client().pairings()).toEqual([]);
  });

  it('hears a turn from its message to its end, and a message sent twice once', async () => {
    const stop = new AbortController();
    const events = await client().events(stop.signal);
    const message = { id: 'message-1', text: '你好' };
    await client().say(message);
    await client().say(message);
    const heard: ControlEvent[] = [];
    for await (const event of events) {
      heard.push(event);
      if (event.type === 'turn-end') break;
    }
    stop.abort();
    const types = heard.map((event) => event.type).filter((type) => type !== 'status');
    expect(types.slice(0, 2)).toEqual(['message', 'turn-start']);
    expect(types).toContain('delta');
    const { messages } = await client().chat(50);
    expect(messages.map(({ id, role }) => [id === message.id, role])).toEqual([
      [true, 'user'],
      [false, 'assistant'],
    ]);
    expect(heard.at(-1)).toMatchObject({ type: 'turn-end', message: messages[1] });
  });

  it('keeps a stream that nobody reads yet, however often memory is tidied up', async () => {
    const stop = new AbortController();
    const events = await client().events(stop.signal);
    for (let times = 0; times < 5; times++) {
      collectGarbage();
      await client().status();
    }
    await client().say({ id: 'message-2', text: '/help' });
    let isHeard = false;
    for await (const event of events) if ((isHeard = event.type === 'message')) break;
    stop.abort();
    expect(isHeard).toBe(true);
  });

  it('sends no one the token, who may have taken the place of the gateway', async () => {
    const heard: string[] = [];
    const impostor = createServer((request, response) => {
      heard.push(`${request.method} ${request.url} ${JSON.stringify(request.rawHeaders)}`);
      request.on('data', (piece: Buffer) => heard.push(piece.toString()));
      response.writeHead(503).end();
    }).listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    const astray = client({ endpoint: `http://127.0.0.1:${(impostor.address() as AddressInfo).port}` });
    for (const call of [
      () => astray.status(),
      () => astray.chat(5),
      () => astray.say({ id: '1', text: 'hi' }),
      () => astray.events(new AbortController().signal),
      () => astray.approve('ABCDEFGH'),
    ])
      expect(await failure(call())).toEqual(['unreachable', 503]);
    expect(heard.join('\n')).toContain('GET /control/chat?limit=5');
    expect(heard.join('\n')).not.toContain(token);
    expect(heard.join('\n')).not.toMatch(/Bearer/i);
    impostor.close();
  });

  it('believes no status or pairing that no gateway would tell', async () => {
    const request = {
      code: 'ABCDEFGH',
      channel: 'feishu',
      accountId: 'default',
      senderId: 'ou_1',
      senderName: '',
    };
    const at = new Date(0).toISOString();
    const requests = [{ ...request, at, expiresAt: at }];
    let body = JSON.stringify({ requests });
    const impostor = createServer((_, response) => void response.end(body)).listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    const astray = client({ endpoint: `http://127.0.0.1:${(impostor.address() as AddressInfo).port}` });
    expect(await astray.pairings()).toEqual(requests);
    for (const lie of [
      JSON.stringify({ requests: [{ ...requests[0], senderId: 'x'.repeat(257) }] }),
      JSON.stringify({ requests: Array.from({ length: 257 }, () => requests[0]) }),
      JSON.stringify({ requests }) + ' '.repeat(256 * 1024),
    ]) {
      body = lie;
      expect(await failure(astray.pairings())).toEqual(['refused', 200]);
    }
    impostor.close();
  });

  it('tells a wrong token, an unknown pairing code and a gateway that is not there apart', async () => {
    expect(await failure(client({ token: 'wrong' }).status())).toEqual(['refused', 401]);
    expect(await failure(client().approve('ABCDEFGH'))).toEqual(['refused', 404]);
    expect(await failure(client({ endpoint: 'http://127.0.0.1:9' }).status())).toEqual(['unreachable', 0]);
    const never = AbortSignal.timeout(60_000);
    expect(await failure(client({ endpoint: 'http://127.0.0.1:9' }).events(never))).toEqual([
      'unreachable',
      0,
    ]);
  });
});
