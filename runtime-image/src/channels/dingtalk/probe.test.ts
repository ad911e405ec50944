import { expect, test } from 'vitest';
import { probeDingtalk } from './probe.ts';
import { accountOf, startEmulator } from './testing.ts';

test('a robot that may do what it needs is found to, and nobody hears of it', async () => {
  const emulator = await startEmulator();
  const account = accountOf(emulator, emulator.user.createApp(), { cardTemplateId: 'T' });
  expect(await probeDingtalk(account)).toMatchObject([
    { subject: 'dingtalk/default', state: 'ok', todo: null },
    { subject: 'dingtalk/default scopes', state: 'ok', todo: null },
  ]);
  expect(emulator.state.messages).toEqual([]);
});

test.each([
  ['qyapi_robot_sendmsg', null, 'failed'],
  ['Card.Streaming.Write', 'T', 'failed'],
  ['Card.Instance.Write', 'T', 'failed'],
  // without a template no card is ever made
  ['Card.Streaming.Write', null, 'ok'],
])('without the permission %s, with the template %s: %s', async (permission, cardTemplateId, state) => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  app.permissions.delete(permission);
  const [, scopes] = await probeDingtalk(accountOf(emulator, app, { cardTemplateId }));
  expect(scopes).toMatchObject({ subject: 'dingtalk/default scopes', state });
  if (state === 'failed') expect(scopes!.says.en).toBe(`Scopes are missing: ${permission}`);
});

test('a wrong secret and a platform that is away each say what to do', async () => {
  const emulator = await startEmulator();
  const app = emulator.user.createApp();
  expect(await probeDingtalk(accountOf(emulator, app, { clientSecret: 'another' }))).toMatchObject([
    { state: 'failed', todo: { en: 'Correct the credentials in channels.dingtalk.' } },
  ]);
  emulator.faults.add({ path: '/v1.0/oauth2/accessToken', status: 503, body: 'busy' });
  expect(await probeDingtalk(accountOf(emulator, app))).toMatchObject([
    { state: 'failed', todo: { en: expect.stringContaining('network') } },
  ]);
});
