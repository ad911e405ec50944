import { gatewayToken } from '@rockpool/db/secrets';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startModelEmulator, type ModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { readServerSentEvents } from '../gateway/server-sent-events.ts';
import { startGateway, type TestGateway } from '../gateway/testing.ts';
import { createHub, type Hub } from '../live/hub.ts';
import { answerPairing } from './answer-pairing.ts';
import { saveBot } from './save-bot.ts';
import { saveModel } from './save-model.ts';
import { setUpStream } from './set-up-stream.ts';
import type { SetUpSnapshot } from './snapshot.ts';
import { createSetUpBench, type SetUpBench } from './testing.ts';

let bench: SetUpBench;
let model: ModelEmulator;
let hub: Hub;
let gateway: TestGateway | undefined;
const stop = new AbortController();
beforeAll(async () => {
  bench = await createSetUpBench();
  model = await startModelEmulator();
  hub = createHub({ databaseUrl: bench.database.url });
});
afterAll(async () => {
  stop.abort();
  await gateway?.close();
  await hub.close();
  await model.close();
  await bench.close();
});

it('plan B turns green by what really happened: connection, an approved sender, an answer', async () => {
  const { deps, feishu } = bench;
  const { userId, instanceId } = await bench.newUser();
  const stream = setUpStream(deps, { hub, userId, isSignedIn: async () => true, signal: stop.signal });
  const events = readServerSentEvents(stream);
  const until = async (accept: (snapshot: SetUpSnapshot) => boolean): Promise<SetUpSnapshot> => {
    for (;;) {
      const { value, done } = await events.next();
      if (done) throw new Error('the stream ended');
      if (value.event !== 'setUp') continue;
      const snapshot = JSON.parse(value.data) as SetUpSnapshot;
      if (accept(snapshot)) return snapshot;
    }
  };
  const states = ({ steps }: SetUpSnapshot) => steps.map((step) => step.state);
  await until((snapshot) => states(snapshot).every((state) => state === 'pending'));

  const app = feishu.user.createApp({ name: '手工' });
  await saveBot(deps, userId, { appId: app.appId, secret: app.appSecret, brand: 'feishu', replace: false });
  const form = {
    preset: 'custom',
    format: 'openai-completions' as const,
    baseUrl: model.baseUrl,
    model: 'sandbox',
    key: 'sk-sandbox-1',
  };
  await saveModel({ ...deps, check: { allow: new Set([`127.0.0.1:${model.port}`]) } }, userId, form);
  gateway = await startGateway({
    token: gatewayToken(deps.keys, instanceId, 1),
    modelBaseUrl: model.baseUrl,
    feishu: { appId: app.appId, appSecret: app.appSecret, openUrl: feishu.url },
  });
  await deps.db.instance.update({
    where: { id: instanceId },
    data: { phase: 'running', endpoint: gateway.endpoint, specVersionSeen: 3 },
  });
  await until((snapshot) =>
    snapshot.steps.every(({ id, state }) => id !== 'connection_up' || state === 'done'),
  );

  feishu.user.sendText(app, '你好');
  // a snapshot in between may know of the request before it knows again of the connection
  const asked = await until(
    ({ pairings, steps }) => pairings.length > 0 && steps.at(-1)?.reason === 'approve_sender',
  );
  expect(asked.steps.at(-1)?.state).toBe('running');
  const { code } = asked.pairings[0]!;
  const stranger = await bench.newUser();
  expect(await answerPairing(deps, stranger.userId, { code, answer: 'approve' })).toMatchObject({
    ok: false,
  });
  expect(await answerPairing(deps, userId, { code, answer: 'approve' })).toEqual({ ok: true });
  expect(await answerPairing(deps, userId, { code, answer: 'deny' })).toEqual({ ok: false, reason: 'gone' });
  const { ownerId } = await deps.db.channelSetting.findFirstOrThrow({ where: { instanceId } });
  expect(ownerId).toMatch(/^ou_/);

  expect((await until(({ pairings }) => pairings.length === 0)).ready).toBe(false);
  feishu.user.sendText(app, '你好');
  const ready = await until((snapshot) => snapshot.ready);
  expect(states(ready)).toEqual(Array(6).fill('done'));
});
