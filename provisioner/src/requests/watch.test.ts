import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyCall } from '@rockpool/gateway/control-auth';
import { until } from '../testing/until.ts';
import { createRequestWatch } from './watch.ts';

const token = 'token-of-this-gateway';
const renewal = (id: string) => ({ kind: 'renew', id, at: new Date().toISOString(), days: 1, mayPay: false });
const [first, second] = ['a'.repeat(32), 'b'.repeat(32)];

/** A gateway whose queue the test fills. `lies`: answers each question at once, whatever was answered before. */
async function startGateway({ lies = null as unknown } = {}) {
  const waiting = new Map<string, unknown>();
  const held = new Set<ServerResponse>();
  const answers: { id: string; text: string }[] = [];
  let [asked, heldMost, unsigned] = [0, 0, 0];
  const send = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const tell = (response: ServerResponse) => send(response, 200, { requests: [...waiting.values()] });
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const verdict = verifyCall(
      headers.authorization ?? '',
      token,
      { method, path: url },
      { now: Date.now(), since: 0 },
    );
    if (verdict.kind !== 'signed') unsigned++;
    if (method === 'GET') {
      asked++;
      if (lies !== null) return send(response, 200, lies);
      if (waiting.size > 0) return tell(response);
      held.add(response);
      heldMost = Math.max(heldMost, held.size);
      response.on('close', () => held.delete(response));
      return;
    }
    const id = /requests\/(.+)\/answer$/.exec(url)?.[1] ?? '';
    request.setEncoding('utf8').on('data', (body: string) => {
      answers.push({ id, ...(JSON.parse(body) as { text: string }) });
      waiting.delete(id);
      send(response, 200, { id });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    at: { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token },
    answers,
    facts: () => ({ asked, held: held.size, heldMost, unsigned }),
    ask(id: string, request: unknown = renewal(id)) {
      waiting.set(id, request);
      for (const response of held) tell(response);
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

const log = pino({ level: 'silent' });
let ending: AbortController;
const closing: (() => Promise<void>)[] = [];
beforeEach(() => (ending = new AbortController()));
afterEach(async () => {
  ending.abort();
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function gatewayWith(options: Parameters<typeof startGateway>[0] = {}) {
  const gateway = await startGateway(options);
  closing.push(gateway.close);
  return gateway;
}

test('one question is held at each gateway, signed, and what is asked is answered for the instance that is known, not named', async () => {
  const gateways = [await gatewayWith(), await gatewayWith()];
  const heard: string[] = [];
  const watch = createRequestWatch({
    ...{ log, ending: ending.signal },
    answer: async (instanceId, { id }) => `${heard.push(`${instanceId} ${id}`)}`,
  });
  const add = () => gateways.forEach(({ at }, index) => watch.add(`instance-${index}`, at));
  add();
  await until('both are asked', () => gateways.every(({ facts }) => facts().held === 1));
  add();
  gateways[1]!.ask(first, { ...renewal(first), instanceId: 'instance-0' });
  await until('it is answered', () => gateways[1]!.answers.length === 1);
  expect(heard).toEqual([`instance-1 ${first}`]);
  await until('both are asked again', () => gateways.every(({ facts }) => facts().held === 1));
  expect(gateways.map(({ facts }) => facts())).toMatchObject([
    { asked: 1, heldMost: 1, unsigned: 0 },
    { heldMost: 1, unsigned: 0 },
  ]);
  watch.remove('instance-0');
  await until('it is let go', () => gateways[0]!.facts().held === 0);
});

test('a request that could not be answered is asked for again; the others are not kept waiting', async () => {
  const [broken, well] = [await gatewayWith(), await gatewayWith()];
  let failures = 1;
  const watch = createRequestWatch({
    ...{ log, ending: ending.signal },
    answer: async (id) => {
      if (id === 'broken' && failures-- > 0) throw new Error('the database is away');
      return 'done';
    },
  });
  watch.add('broken', broken.at);
  watch.add('well', well.at);
  broken.ask(first);
  well.ask(second);
  await until('the one is answered', () => well.answers.length === 1);
  await until('the other too', () => broken.answers.length === 1);
  expect(broken.answers).toEqual([{ id: first, text: 'done' }]);
});

test.each([
  ['answers at once with nothing, again and again', { requests: [] }],
  ['asks for what nobody knows', { requests: [{ kind: 'delete-everything', id: first }] }],
  ['asks under an id that leads elsewhere', { requests: [{ ...renewal(first), id: '../../chat' }] }],
  ['says nothing that is understood', { requests: 'many' }],
])('a program in the place of the gateway that %s is seldom asked', async (_, lies) => {
  const gateway = await gatewayWith({ lies });
  const done: string[] = [];
  const watch = createRequestWatch({
    ...{ log, ending: ending.signal },
    answer: async (id) => (done.push(id), 'x'),
  });
  watch.add('i', gateway.at);
  const until1s = Date.now() + 1_000;
  await until('a second is over', () => Date.now() > until1s);
  expect(gateway.facts().asked).toBeLessThanOrEqual(3);
  expect(done).toEqual([]);
});

test('a program that asks without end is answered thirty times in a minute', async () => {
  const requests = Array.from({ length: 16 }, (_, index) => renewal(index.toString(16).repeat(32)));
  const gateway = await gatewayWith({ lies: { requests } });
  let answered = 0;
  const watch = createRequestWatch({
    ...{ log, ending: ending.signal },
    answer: async () => `${++answered}`,
  });
  watch.add('i', gateway.at);
  await until('the quota is used up', () => answered === 30);
  const { asked } = gateway.facts();
  const until1s = Date.now() + 1_000;
  await until('a second is over', () => Date.now() > until1s);
  expect(answered).toBe(30);
  expect(gateway.facts().asked).toBe(asked);
});

test('more gateways than may be asked at once take turns', async () => {
  const gateways = await Promise.all([gatewayWith(), gatewayWith(), gatewayWith()]);
  const watch = createRequestWatch({
    ...{ log, ending: ending.signal, heldMax: 2 },
    answer: async () => 'x',
  });
  gateways.forEach(({ at }, index) => watch.add(`i${index}`, at));
  await until('two are asked', () => gateways.filter(({ facts }) => facts().held === 1).length === 2);
  expect(gateways[2]!.facts().asked).toBe(0);
  gateways[0]!.ask(first);
  await until('the third has its turn', () => gateways[2]!.facts().asked > 0);
});
