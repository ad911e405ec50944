import {
  startAliyunSmsEmulator,
  type AliyunSmsEmulator,
} from '../../../../e2e/emulators/aliyun-sms/start.ts';
import { startSmsEmulator, type SmsEmulator } from '../../../../e2e/emulators/sms/start.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { smsByAliyun, type AliyunSms } from './sms-aliyun.ts';
import { smsByWebhook } from './sms-webhook.ts';

const code = { phone: '+8613800000001', code: '123456', locale: 'zh' } as const;

describe('Aliyun', () => {
  const key = { id: 'LTAI-test', secret: 'the secret' };
  let emulator: AliyunSmsEmulator;
  beforeEach(async () => {
    emulator = await startAliyunSmsEmulator({ key, signNames: ['岩池'], templates: ['SMS_1', 'SMS_2'] });
  });
  afterEach(() => emulator.close());
  const sender = (change: Partial<AliyunSms> = {}) =>
    smsByAliyun({
      ...{ keyId: key.id, keySecret: key.secret, signName: '岩池', endpoint: emulator.url },
      templates: { zh: 'SMS_1', en: 'SMS_2' },
      ...change,
    });

  test('gets a signed request with the code, in the template of the language', async () => {
    expect(await sender()(code)).toEqual({ kind: 'sent' });
    expect(await sender()({ phone: '+85291234567', code: '654321', locale: 'en' })).toEqual({ kind: 'sent' });
    expect(emulator.sent).toMatchObject([
      { phone: '13800000001', signName: '岩池', template: 'SMS_1', parameters: { code: '123456' } },
      { phone: '85291234567', template: 'SMS_2', parameters: { code: '654321' } },
    ]);
  });

  test.each<[string, Partial<AliyunSms>]>([
    ['credentials', { keySecret: 'another' }],
    ['credentials', { keyId: 'LTAI-other' }],
    ['sign_name', { signName: '别人' }],
    ['template', { templates: { zh: 'SMS_9', en: 'SMS_9' } }],
  ])('says %s in our words, and nothing of the message or the key', async (problem, change) => {
    const sent = await sender(change)(code);
    expect(sent).toMatchObject({ kind: 'not_sent', problem });
    expect(JSON.stringify(sent)).not.toMatch(/123456|13800000001|the secret|another/);
    expect(emulator.sent).toEqual([]);
  });

  test('says when the number cannot be, and when there were too many', async () => {
    expect(await sender()({ ...code, phone: '+861' })).toMatchObject({ problem: 'recipient' });
    for (let i = 0; i < 5; i += 1) expect((await sender()(code)).kind).toBe('sent');
    expect(await sender()(code)).toMatchObject({ problem: 'quota' });
  });

  test('that answers with an error, or dies after it took the request, is not asked twice', async () => {
    emulator.faults.add({ path: '/', status: 500, body: { Code: 'ServiceUnavailable' } });
    expect(await sender()(code)).toMatchObject({ problem: 'refused' });
    emulator.faults.add({ path: '/', drop: 'response' });
    expect(await sender()(code)).toMatchObject({ problem: 'silent' });
    expect(emulator.log.entries).toHaveLength(2);
    expect(emulator.sent).toHaveLength(1);
  });

  test('that nobody reaches says so', async () => {
    expect(await sender({ endpoint: 'http://127.0.0.1:9' })(code)).toMatchObject({ problem: 'unreachable' });
  });
});

describe('a webhook', () => {
  let emulator: SmsEmulator;
  beforeEach(async () => {
    emulator = await startSmsEmulator({ token: 'secret' });
  });
  afterEach(() => emulator.close().catch(() => {}));

  test('gets the code with its token', async () => {
    const sent = await smsByWebhook({ url: `${emulator.url}/send`, token: 'secret' })(code);
    expect([sent, emulator.outbox()[0]]).toMatchObject([{ kind: 'sent' }, code]);
  });

  test('that refuses, dies or is not there is told apart', async () => {
    const to = (url: string, token = 'secret') => smsByWebhook({ url, token })(code);
    expect(await to(emulator.url, 'other')).toMatchObject({ problem: 'credentials' });
    emulator.faults.add({ path: '/', status: 503 });
    expect(await to(emulator.url)).toMatchObject({ problem: 'refused' });
    emulator.faults.add({ path: '/', drop: 'response' });
    expect(await to(emulator.url)).toMatchObject({ problem: 'silent' });
    expect(emulator.outbox()).toHaveLength(1);
    await emulator.close();
    expect(await to(emulator.url)).toMatchObject({ problem: 'unreachable' });
  });
});
