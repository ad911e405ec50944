/**
 * Settings → the three texts that the gateway reads. The same settings give the same bytes; secrets appear in `.env` only.
 * `openclaw.json` holds only keys that upstream OpenClaw has today.
 */
import { formatDotenv, seesByName, type OpenClawFile, type RockpoolFile } from '@rockpool/gateway/config';
import { greetings } from './greeting.ts';
import { literal } from './literal.ts';
import { renderSpeech, type SpeechSettings } from './speech-config.ts';

export type GatewaySettings = {
  locale: 'zh' | 'en';
  /** IANA name */
  timeZone: string;
  /** bearer token of the gateway's HTTP */
  gatewayToken: string;
  /** off where no wall stands between instances */
  exec: boolean;
  /** where the gateway listens: as the driver reaches it */
  bind: 'loopback' | 'lan';
  /** origin of the platform's pages; null: the gateway hears of no platform */
  portalUrl?: string | null;
  model: ModelSettings | null;
  /** null or left out: nobody hears and speaks */
  speech?: SpeechSettings | null;
  feishu: FeishuSettings | null;
};

/** the forms of API that a subscriber can choose */
export const modelApis = ['openai-completions', 'anthropic-messages'] as const;
export type ModelApi = (typeof modelApis)[number];

export type ModelSettings = {
  /** id of a preset or `custom`; becomes the provider's id */
  preset: string;
  baseUrl: string;
  /** the vendor's name of the model */
  model: string;
  api: ModelApi;
  key: string;
};

export type FeishuSettings = {
  appId: string;
  appSecret: string;
  brand: 'feishu' | 'lark';
  /** address of the open platform, without a slash at the end */
  openUrl: string;
  /** open_id; null until somebody is known to be the owner */
  ownerId: string | null;
};

export type GatewayFiles = { 'openclaw.json': string; 'rockpool.json': string; '.env': string };

const publicOpenUrls: Record<FeishuSettings['brand'], string> = {
  feishu: 'https://open.feishu.cn',
  lark: 'https://open.larksuite.com',
};

export function renderGatewayConfig(settings: GatewaySettings): GatewayFiles {
  const { model, speech, feishu } = settings;
  return {
    'openclaw.json': toJson(renderOpenClaw(settings)),
    'rockpool.json': toJson(renderRockpool(settings)),
    '.env': formatDotenv({
      OPENCLAW_GATEWAY_TOKEN: settings.gatewayToken,
      ...(model && { MODEL_API_KEY: model.key }),
      ...(speech?.own && { SPEECH_API_KEY: speech.own.key }),
      ...(feishu && { FEISHU_APP_SECRET: feishu.appSecret }),
    }),
  };
}

function renderOpenClaw({ timeZone, bind, model, speech, feishu }: GatewaySettings): OpenClawFile {
  const { providers, ...speechSections } = renderSpeech(speech ?? null, model?.preset ?? null);
  return {
    ...((model ?? providers) && {
      models: {
        providers: {
          ...(model && {
            [model.preset]: {
              baseUrl: literal(model.baseUrl),
              apiKey: '${MODEL_API_KEY}',
              auth: 'api-key',
              api: model.api,
              models: [
                {
                  id: literal(model.model),
                  name: literal(model.model),
                  input: seesByName(model.model) ? ['text', 'image'] : ['text'],
                },
              ],
            },
          }),
          ...providers,
        },
      },
    }),
    ...speechSections,
    agents: {
      defaults: {
        ...(model && { model: { primary: `${model.preset}/${literal(model.model)}` } }),
        userTimezone: timeZone,
      },
    },
    ...(feishu && { channels: { feishu: renderFeishu(feishu) } }),
    gateway: {
      mode: 'local',
      bind,
      auth: { mode: 'token', token: '${OPENCLAW_GATEWAY_TOKEN}' },
    },
  };
}

/**
 * The owner is let in at once, others ask to be paired. In groups only the owner is heard: whoever else speaks there could
 * otherwise have the owner's files read out.
 */
function renderFeishu({ appId, openUrl, brand, ownerId }: FeishuSettings) {
  const owner = ownerId === null ? [] : [literal(ownerId)];
  return {
    enabled: true,
    appId: literal(appId),
    appSecret: '${FEISHU_APP_SECRET}',
    // Upstream takes https origins here; what it refuses goes into rockpool.json.
    domain: openUrl === publicOpenUrls[brand] || !openUrl.startsWith('https://') ? brand : openUrl,
    connectionMode: 'websocket' as const,
    dmPolicy: 'pairing' as const,
    allowFrom: owner,
    groupPolicy: 'allowlist' as const,
    groupAllowFrom: owner,
    requireMention: true,
    streaming: true,
  };
}

function renderRockpool({ locale, timeZone, exec, portalUrl, feishu }: GatewaySettings): RockpoolFile {
  return {
    locale,
    timeZone,
    exec: { enabled: exec },
    ...(portalUrl && { platform: { portalUrl: literal(portalUrl) } }),
    ...(feishu && {
      channels: {
        feishu: {
          accounts: {
            default: {
              ownerId: feishu.ownerId,
              greeting: greetings[locale],
              ...(!feishu.openUrl.startsWith('https://') && { openUrl: feishu.openUrl }),
            },
          },
        },
      },
    }),
  };
}

const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
