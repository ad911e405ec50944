import { expect, it } from 'vitest';
import { readEvents } from '../agent/sse.ts';
import { until } from '../testing.ts';
import { testGateway } from '../testing/test-gateway.ts';

const one = await testGateway({ openclaw: { channels: {} } });
const { model } = one;

it('answers what is new with a reason, and lives', async () => {
  one.drain();
  for (const path of ['/control/status', '/control/chat', '/v1/models', '/metrics']) {
    const response = await one.get(path);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ error: { type: 'draining', message: 'The gateway is ending.' } });
  }
  expect((await one.post('/control/chat', { id: 'late', text: 'hello' })).status).toBe(503);
  expect(one.gateway.inbox.waiting()).toBe(0);
  const ready = await fetch(`${one.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ready: false, failing: ['draining'] });
  expect((await fetch(`${one.url}/healthz`)).status).toBe(200);
});

it('lets an event stream hear the end of the turn that runs', async () => {
  model.queue({
    answer: {
      steps: [
        { type: 'delay', ms: 200 },
        { type: 'text', text: 'done' },
      ],
    },
  });
  const events = await one.get('/control/events');
  const heard: string[] = [];
  const hearing = (async () => {
    for await (const data of readEvents(events.body as unknown as AsyncIterable<Uint8Array>))
      heard.push((JSON.parse(data) as { type: string }).type);
  })();
  await one.post('/control/chat', { id: 'c1', text: 'hello' });
  await until(() => model.requests.length === 1);
  one.drain();
  await one.stop(5_000);
  await hearing.catch(() => undefined);
  expect(heard).toContain('turn-end');
});
