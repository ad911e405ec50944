import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { startDingtalkEmulator, type DingtalkEmulator } from './start.ts';
import type { App } from './entities.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(): Promise<{ emulator: DingtalkEmulator; app: App; token: string }> {
  const emulator = await startDingtalkEmulator();
  closing.push(() => emulator.close());
  const app = emulator.user.createApp();
  const proof = { appKey: app.clientId, appSecret: app.clientSecret };
  const { accessToken } = await call(emulator, 'POST', '/v1.0/oauth2/accessToken', proof);
  return { emulator, app, token: String(accessToken) };
}

async function call(
  emulator: DingtalkEmulator,
  method: string,
  path: string,
  body: unknown,
  token = '',
): Promise<Record<string, unknown> & { http: number }> {
  const headers = { 'content-type': 'application/json', 'x-acs-dingtalk-access-token': token };
  const response = await fetch(emulator.url + path, { method, headers, body: JSON.stringify(body) });
  return { ...((await response.json()) as object), http: response.status };
}

const markdown = { msgKey: 'sampleMarkdown', msgParam: JSON.stringify({ title: 't', text: 'hello' }) };

test('a token is for the right secret, ends after two hours, and is checked', async () => {
  const { emulator, app, token } = await start();
  const wrong = { appKey: app.clientId, appSecret: 'x' };
  expect(await call(emulator, 'POST', '/v1.0/oauth2/accessToken', wrong)).toMatchObject({
    http: 400,
    code: 'invalidClientIdOrSecret',
  });
  const body = { robotCode: app.clientId, userIds: ['nobody'], ...markdown };
  const send = (by: string) => call(emulator, 'POST', '/v1.0/robot/oToMessages/batchSend', body, by);
  expect(await send('made-up')).toMatchObject({ http: 401, code: 'InvalidAuthentication' });
  expect(await send(token)).toMatchObject({ http: 200, invalidStaffIdList: ['nobody'] });
  emulator.clock.advance(7_200_000);
  expect((await send(token)).http).toBe(401);
});

test('a robot sends to people by staff id and to groups that it is in', async () => {
  const { emulator, app, token } = await start();
  const send = (path: string, more: object) =>
    call(emulator, 'POST', `/v1.0/robot/${path}`, { robotCode: app.clientId, ...markdown, ...more }, token);
  const person = emulator.user.person('s1');
  expect(await send('oToMessages/batchSend', { userIds: ['s1'] })).toMatchObject({ invalidStaffIdList: [] });
  const own = emulator.state.privateConversation(app, person);
  expect(emulator.answersIn(own.id).map(emulator.textOf)).toEqual(['hello']);
  const group = emulator.state.group(app, 'G');
  expect((await send('groupMessages/send', { openConversationId: group.id })).http).toBe(200);
  const codes = await Promise.all([
    send('groupMessages/send', { openConversationId: 'cid-unknown' }),
    send('oToMessages/batchSend', { userIds: [] }),
    send('oToMessages/batchSend', { userIds: ['s1'], robotCode: '' }),
    send('oToMessages/batchSend', { userIds: ['s1'], robotCode: 'other' }),
    send('oToMessages/batchSend', { userIds: ['s1'], msgParam: { title: 't', text: 'an object' } }),
  ]);
  expect(codes.map(({ code }) => String(code).replace('invalidParameter.', ''))).toEqual([
    'openConversationId.invalid',
    'userIds.empty',
    'robotCode.empty',
    'robotCode.notExsit',
    'msgParam.invalid',
  ]);
  app.permissions.delete('qyapi_robot_sendmsg');
  expect(await send('oToMessages/batchSend', { userIds: ['s1'] })).toMatchObject({
    http: 403,
    code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
  });
});

test('a card is delivered, streamed into and closed; a failed delivery hides in a 200', async () => {
  const { emulator, app, token } = await start();
  const person = emulator.user.person('s1');
  const cardTemplateId = emulator.user.createTemplate();
  const create = (more: object) =>
    call(
      emulator,
      'POST',
      '/v1.0/card/instances/createAndDeliver',
      {
        ...{ cardTemplateId, outTrackId: 'o1', callbackType: 'STREAM', userIdType: 1 },
        cardData: { cardParamMap: { content: '', flowStatus: '1' } },
        openSpaceId: 'dtv1.card//IM_ROBOT.s1',
        imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: app.clientId },
        ...more,
      },
      token,
    );
  expect(await create({ openSpaceId: 'dtv1.card//IM_ROBOT.nobody' })).toMatchObject({
    http: 200,
    result: { deliverResults: [{ success: false }] },
  });
  expect(await create({ cardTemplateId: 'none' })).toMatchObject({ http: 400 });
  expect(await create({ cardData: { cardParamMap: { flowStatus: 1 } } })).toMatchObject({ http: 400 });
  expect(await create({})).toMatchObject({ result: { deliverResults: [{ success: true }] } });
  const stream = (guid: string, content: string, more: object = {}) =>
    call(
      emulator,
      'PUT',
      '/v1.0/card/streaming',
      { outTrackId: 'o1', guid, key: 'content', content, isFull: true, ...more },
      token,
    );
  expect((await stream('g1', 'half')).http).toBe(200);
  expect((await stream('g2', 'whole', { isFinalize: true })).http).toBe(200);
  expect((await stream('g3', 'late')).http).toBe(400);
  const [card] = emulator.answersIn(emulator.state.privateConversation(app, person).id);
  expect(emulator.textOf(card!)).toBe('whole');
});

test('files come by download code and go by upload', async () => {
  const { emulator, app, token } = await start();
  const bytes = Buffer.from('a,b\n1,2\n');
  const { message } = emulator.user.sendFile(app, 'file', { name: 'a.csv', mimeType: 'text/csv', bytes });
  const { downloadCode } = message.content;
  const got = await call(
    emulator,
    'POST',
    '/v1.0/robot/messageFiles/download',
    { downloadCode, robotCode: app.clientId },
    token,
  );
  expect(Buffer.from(await (await fetch(String(got['downloadUrl']))).arrayBuffer())).toEqual(bytes);
  emulator.clock.advance(60_000);
  expect((await fetch(String(got['downloadUrl']))).status).toBe(403);
  const form = new FormData();
  form.append('media', new Blob([bytes]), 'b.csv');
  const upload = (by: string) =>
    fetch(`${emulator.url}/media/upload?access_token=${by}&type=file`, { method: 'POST', body: form });
  const { media_id } = (await (await upload(token)).json()) as { media_id: string };
  expect(emulator.state.media.get(media_id)).toMatchObject({ name: 'b.csv', bytes });
  expect(await (await upload('x')).json()).toMatchObject({ errcode: 40_014 });
});

test("a group's robot wants its signature, takes 20 a minute, and is throttled for ten", async () => {
  const { emulator, app } = await start();
  const group = emulator.state.group(app, 'G');
  const { webhook, secret } = emulator.user.createCustomRobot(group);
  const send = async (key = secret, at = emulator.clock.now()): Promise<unknown> => {
    const sign = encodeURIComponent(createHmac('sha256', key).update(`${at}\n${key}`).digest('base64'));
    const body = JSON.stringify({ msgtype: 'text', text: { content: 'x' } });
    const address = `${webhook}&timestamp=${at}&sign=${sign}`;
    const headers = { 'content-type': 'application/json' };
    return ((await (await fetch(address, { method: 'POST', body, headers })).json()) as { errcode: number })
      .errcode;
  };
  expect(await send('SECwrong')).toBe(310_000);
  expect(await send(secret, emulator.clock.now() - 3_700_000)).toBe(310_000);
  for (let count = 0; count < 20; count++) expect(await send()).toBe(0);
  expect(await send()).toBe(130_101);
  emulator.clock.advance(60_000);
  expect(await send()).toBe(130_101);
  emulator.clock.advance(540_000);
  expect(await send()).toBe(0);
});

test('an app is made by one scan', async () => {
  const { emulator } = await start();
  const { nonce } = await call(emulator, 'POST', '/app/registration/init', {});
  const begun = await call(emulator, 'POST', '/app/registration/begin', { nonce });
  expect(await call(emulator, 'POST', '/app/registration/begin', { nonce })).not.toMatchObject({
    errcode: 0,
  });
  const poll = () => call(emulator, 'POST', '/app/registration/poll', { device_code: begun['device_code'] });
  expect(await poll()).toMatchObject({ status: 'WAITING' });
  await call(emulator, 'POST', `/__emulator/registrations/${begun['device_code']}/approve`, {});
  const done = await poll();
  expect(emulator.state.apps.get(String(done['client_id']))).toMatchObject({
    clientSecret: done['client_secret'],
  });
});
