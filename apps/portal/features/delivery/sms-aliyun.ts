/** Aliyun's Short Message Service, by its own SDK. Its template has one parameter, `code`. */
import * as dysms from '@alicloud/dysmsapi20170525';
import * as openApi from '@alicloud/openapi-client';
import type { Locale } from '../../i18n/locale.ts';
import { aliyunProblem } from './aliyun-problem.ts';
import { codeOf, neverConnected } from './post-once.ts';
import { notSent, type Sent } from './sent.ts';
import type { CodeMessage, SendSms } from './sms.ts';

export interface AliyunSms {
  keyId: string;
  keySecret: string;
  /** what messages begin with: 【…】 */
  signName: string;
  templates: Record<Locale, string>;
  /** `https://dysmsapi.aliyuncs.com`, or what stands for it */
  endpoint: string;
}

// together with a second try within what `SendSms` promises
const connectTimeoutMs = 3_000;
const readTimeoutMs = 6_000;

export function smsByAliyun({ keyId, keySecret, signName, templates, endpoint }: AliyunSms): SendSms {
  const { host, protocol } = new URL(endpoint);
  const config = new openApi.Config({
    accessKeyId: keyId,
    accessKeySecret: keySecret,
    endpoint: host,
    protocol: protocol.replace(':', ''),
    connectTimeout: connectTimeoutMs,
    readTimeout: readTimeoutMs,
  });
  // the package of the shapes is newer than that of the client; what is in a configuration is the same
  const client = new Client(config as unknown as ConstructorParameters<typeof Client>[0]);

  async function send({ phone, code, locale }: CodeMessage): Promise<Sent> {
    const request = new dysms.SendSmsRequest({
      phoneNumbers: numberOf(phone),
      signName,
      templateCode: templates[locale],
      templateParam: JSON.stringify({ code }),
    });
    try {
      const { body } = await client.sendSms(request);
      if (body?.code === 'OK') return { kind: 'sent' };
      return notSent(aliyunProblem(body?.code ?? ''), `${body?.code} ${body?.requestId}`);
    } catch (error) {
      const { statusCode, data } = error as { statusCode?: number; data?: { RequestId?: string } };
      if (statusCode !== undefined)
        return notSent(aliyunProblem(codeOf(error)), `${codeOf(error)} ${data?.RequestId ?? ''}`);
      return notSent(neverConnected(error) ? 'unreachable' : 'silent', codeOf(error));
    }
  }
  return async (message) => {
    const first = await send(message);
    return first.kind === 'not_sent' && first.problem === 'unreachable' ? send(message) : first;
  };
}

/** The SDK is CommonJS: Node and bundlers disagree about where its default is. */
const Client = (
  'default' in dysms.default ? (dysms.default as unknown as { default: unknown }).default : dysms.default
) as typeof dysms.default;

/** Numbers of the mainland without their prefix, others with it and without the plus. */
const numberOf = (phone: string): string => (phone.startsWith('+86') ? phone.slice(3) : phone.slice(1));
