import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { unlistedModel } from '../config/models.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { explainModelFailure } from '../model-errors.ts';
import type { ModelEvent, ModelRequest, ModelStream } from './model.ts';
import { queuedModel } from './queued-model.ts';

const baseUrl = 'https://p.example/v1';
const idleMs = 400;
const config = { limits: { requestsPerKey: 1, modelIdleMs: idleMs } } as GatewayConfig;
const provider = { id: 'p', baseUrl, apiKey: 'k', headers: {}, unsupportedApi: null, models: {} };
const request = (signal = new AbortController().signal): ModelRequest => ({
  target: { reference: 'p/m', provider, model: unlistedModel('m') },
  ...{ system: '', messages: [], tools: [], thinking: null, signal },
});
const timeout = explainModelFailure({ from: 'network', cause: 'timeout', baseUrl, model: 'm' });

async function kinds(stream: AsyncIterable<ModelEvent>): Promise<string[]> {
  const found: string[] = [];
  for await (const event of stream) found.push(event.type === 'failed' ? event.failure.kind : event.type);
  return found;
}

it('who waits behind a silent model is told when the first is, and the model is not asked for each', async () => {
  let asked = 0;
  const silent: ModelStream = async function* () {
    asked += 1;
    await setTimeout(idleMs);
    yield { type: 'failed', failure: timeout };
  };
  const model = queuedModel(silent, () => config);
  const told = await Promise.all(Array.from({ length: 6 }, () => kinds(model(request()))));
  expect(told).toEqual(Array.from({ length: 6 }, () => ['timeout']));
  expect(asked).toBe(1);
});

it('who waits behind a model that speaks is served, however long it takes', async () => {
  let asked = 0;
  const slow: ModelStream = async function* () {
    asked += 1;
    for (let piece = 0; asked === 1 && piece < 20; piece += 1) {
      await setTimeout(idleMs / 8);
      yield { type: 'text', text: 'x' };
    }
    yield { type: 'end', toolCalls: [], usage: null, truncated: false };
  };
  const model = queuedModel(slow, () => config);
  const [, second] = await Promise.all([kinds(model(request())), kinds(model(request()))]);
  expect(second).toEqual(['end']);
  expect(asked).toBe(2);
});

it('a turn that is stopped while it waits ends as stopped, and keeps nobody from the model', async () => {
  const go = Promise.withResolvers<void>();
  const held: ModelStream = async function* () {
    await go.promise;
    yield { type: 'end', toolCalls: [], usage: null, truncated: false };
  };
  const model = queuedModel(held, () => config);
  const first = kinds(model(request()));
  const stop = new AbortController();
  const stopped = kinds(model(request(stop.signal)));
  const last = kinds(model(request()));
  stop.abort(new Error('stopped'));
  await expect(stopped).rejects.toThrow('stopped');
  go.resolve();
  expect([await first, await last]).toEqual([['end'], ['end']]);
});
