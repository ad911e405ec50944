import { parseConfig } from '@rockpool/gateway/config';
import { describe, expect, test } from 'vitest';
import { renderGatewayConfig, type GatewaySettings } from './gateway-config.ts';

const bare: GatewaySettings = {
  locale: 'zh',
  timeZone: 'Asia/Shanghai',
  gatewayToken: 'token-of-the-gateway',
  exec: false,
  bind: 'loopback',
  model: null,
  feishu: null,
};
const model = {
  preset: 'glm-coding',
  baseUrl: 'https://open.bigmodel.cn/api/coding/paas/v4',
  model: 'glm-4.7',
  api: 'openai-completions' as const,
  key: 'sk-"quoted" $\\ # key',
};
const feishu = {
  appId: 'cli_a1b2c3d4e5f60718',
  appSecret: 'the-app-secret',
  brand: 'feishu' as const,
  openUrl: 'https://open.feishu.cn',
  ownerId: 'ou_owner',
};
const full: GatewaySettings = { ...bare, model, feishu };

/** What the gateway itself makes of the rendered files. */
function parsed(settings: GatewaySettings) {
  const result = parseConfig(renderGatewayConfig(settings), {}, '/data');
  if (result.kind === 'error') throw new Error(`${result.path}: ${result.message}`);
  return result;
}

describe('rendered configuration', () => {
  test.each([
    ['nothing set up', bare],
    ['model only', { ...bare, model }],
    [
      'in Anthropic’s form',
      {
        ...bare,
        model: {
          ...model,
          api: 'anthropic-messages' as const,
          baseUrl: 'https://open.bigmodel.cn/api/anthropic',
        },
      },
    ],
    ['channel only', { ...bare, feishu }],
    ['all set up', full],
    ['owner unknown', { ...full, feishu: { ...feishu, ownerId: null } }],
    [
      'Lark',
      { ...full, feishu: { ...feishu, brand: 'lark' as const, openUrl: 'https://open.larksuite.com' } },
    ],
    ['in a container', { ...full, bind: 'lan' as const }],
    ['exec on, English', { ...full, exec: true, locale: 'en' as const }],
  ])('is accepted by the gateway without a warning: %s', (_name, settings) => {
    expect(parsed(settings).warnings).toEqual([]);
  });

  test('names the form of API that the subscriber chose', () => {
    const { config } = parsed({ ...bare, model: { ...model, api: 'anthropic-messages' } });
    expect(JSON.stringify(config)).toContain('anthropic-messages');
  });

  test('arrives in the gateway as it was set', () => {
    const { config } = parsed(full);
    expect(config).toMatchObject({
      locale: 'zh',
      timeZone: 'Asia/Shanghai',
      http: { bind: 'loopback', token: bare.gatewayToken },
      exec: { enabled: false },
      agents: { main: { models: ['glm-coding/glm-4.7'] } },
      providers: { 'glm-coding': { apiKey: model.key, baseUrl: model.baseUrl } },
    });
    expect(config.channels).toMatchObject([
      {
        account: {
          appId: feishu.appId,
          appSecret: feishu.appSecret,
          ownerId: 'ou_owner',
          openUrl: feishu.openUrl,
        },
        access: {
          dmPolicy: 'pairing',
          allowFrom: ['ou_owner'],
          groupAllowFrom: ['ou_owner'],
          requireMention: true,
        },
      },
    ]);
  });

  test('keeps secrets out of everything but .env', () => {
    const files = renderGatewayConfig(full);
    for (const secret of [bare.gatewayToken, 'quoted', feishu.appSecret]) {
      expect(files['openclaw.json'] + files['rockpool.json']).not.toContain(secret);
      expect(files['.env']).toContain(secret);
    }
  });

  test('is the same bytes for the same settings, in whatever order they were put together', () => {
    const reversed = Object.fromEntries(Object.entries(full).reverse()) as GatewaySettings;
    expect(renderGatewayConfig(reversed)).toEqual(renderGatewayConfig(full));
  });

  test('changes when only a secret changes', () => {
    const rotated = renderGatewayConfig({ ...full, model: { ...model, key: 'another' } });
    expect(rotated['.env']).not.toBe(renderGatewayConfig(full)['.env']);
    expect(rotated['openclaw.json']).toBe(renderGatewayConfig(full)['openclaw.json']);
  });

  test('takes what a subscriber typed literally', () => {
    const { config } = parsed({ ...full, model: { ...model, model: 'm-${OPENCLAW_GATEWAY_TOKEN}' } });
    expect(Object.keys(config.providers['glm-coding']!.models)).toEqual(['m-${OPENCLAW_GATEWAY_TOKEN}']);
  });

  test('reaches a sandbox on the loopback through our own file, since upstream refuses http', () => {
    const local = { ...full, feishu: { ...feishu, openUrl: 'http://127.0.0.1:3001' } };
    expect(parsed(local).config.channels[0]?.account.openUrl).toBe('http://127.0.0.1:3001');
    expect(renderGatewayConfig(local)['openclaw.json']).not.toContain('127.0.0.1');
  });

  test('names a private deployment of Feishu as upstream does', () => {
    const own = { ...full, feishu: { ...feishu, openUrl: 'https://feishu.example.com' } };
    expect(parsed(own).config.channels[0]?.account.openUrl).toBe('https://feishu.example.com');
    expect(JSON.parse(renderGatewayConfig(own)['openclaw.json']).channels.feishu.domain).toBe(
      'https://feishu.example.com',
    );
  });

  test.each(['zh', 'en'] as const)('greets in the language of the subscriber: %s', (locale) => {
    const greeting = parsed({ ...full, locale }).config.channels[0]?.account.greeting;
    expect(greeting).toContain('/help');
    expect(/\p{Script=Han}/u.test(greeting ?? '')).toBe(locale === 'zh');
  });

  test.each(['loopback', 'lan'] as const)('listens as the driver reaches it: %s', (bind) => {
    expect(parsed({ ...full, bind }).config.http.bind).toBe(bind);
  });
});
