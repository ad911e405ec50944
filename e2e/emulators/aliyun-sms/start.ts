/** Aliyun's Short Message Service as its SDK sees it: SendSms, the signature of version 3, and the errors that matter. */
import { Hono, type Context } from 'hono';
import { createClock } from '../core/clock.ts';
import { controlRoutes } from '../core/control.ts';
import type { Faults } from '../core/faults.ts';
import type { RequestLog } from '../core/request-log.ts';
import { createBench, listen } from '../core/server.ts';
import { signatureProblem } from './signature.ts';

export interface SentSms {
  phone: string;
  signName: string;
  template: string;
  parameters: Record<string, unknown>;
}

export interface StartAliyunSms {
  port?: number;
  key: { id: string; secret: string };
  signNames: string[];
  templates: string[];
}

export interface AliyunSmsEmulator {
  url: string;
  faults: Faults;
  log: RequestLog;
  sent: SentSms[];
  close(): Promise<void>;
}

/** SMS to one number within an hour, as Aliyun bounds those of one template by default */
const perHourMax = 5;

export async function startAliyunSmsEmulator(start: StartAliyunSms): Promise<AliyunSmsEmulator> {
  const bench = createBench(createClock());
  const sent: (SentSms & { at: number })[] = [];
  const nonces = new Set<string>();
  let requests = 0;

  const app = new Hono();
  app.route('/__emulator', controlRoutes('aliyun-sms', bench));
  app.post('/', async (context) => {
    const RequestId = `EMULATED-${++requests}`;
    const say = (Code: string, Message: string) => context.json({ RequestId, Code, Message });
    const headers = context.req.header();
    const query = new URL(context.req.url).searchParams;
    const request = { method: 'POST', path: '/', query, headers, body: await context.req.text() };
    const wrong = signatureProblem(request, start.key, bench.clock.now());
    const nonce = headers['x-acs-signature-nonce'] ?? '';
    if (wrong || nonces.has(nonce)) return error(context, RequestId, wrong ?? 'SignatureNonceUsed');
    nonces.add(nonce);
    if (headers['x-acs-action'] !== 'SendSms' || headers['x-acs-version'] !== '2017-05-25')
      return error(context, RequestId, 'InvalidAction.NotFound');
    const phone = query.get('PhoneNumbers') ?? '';
    if (!/^(1\d{10}|[2-9]\d{6,14})$/.test(phone)) return say('isv.MOBILE_NUMBER_ILLEGAL', '非法手机号');
    const signName = query.get('SignName') ?? '';
    if (!start.signNames.includes(signName)) return say('isv.SMS_SIGNATURE_ILLEGAL', '短信签名不合法');
    const template = query.get('TemplateCode') ?? '';
    if (!start.templates.includes(template)) return say('isv.SMS_TEMPLATE_ILLEGAL', '短信模版不合法');
    const parameters = parse(query.get('TemplateParam') ?? '');
    if (!parameters) return say('isv.INVALID_JSON_PARAM', 'JSON参数不合法');
    if (typeof parameters.code !== 'string') return say('isv.TEMPLATE_MISSING_PARAMETERS', '模版缺少变量');
    const at = bench.clock.now();
    const recent = sent.filter((each) => each.phone === phone && each.at > at - 3_600_000);
    if (recent.length >= perHourMax) return say('isv.BUSINESS_LIMIT_CONTROL', '触发小时级流控Permits:5');
    sent.push({ phone, signName, template, parameters, at });
    return context.json({ RequestId, Code: 'OK', Message: 'OK', BizId: `${requests}^0` });
  });

  const server = await listen('Emulated Aliyun SMS', { port: start.port ?? 0 }, bench, { app, api: /^\/$/ });
  return { url: server.url, faults: bench.faults, log: bench.log, sent, close: () => server.close() };
}

const error = (context: Context, RequestId: string, Code: string) =>
  context.json(
    { RequestId, Code, Message: 'Specified signature is not valid.', HostId: 'dysmsapi.aliyuncs.com' },
    400,
  );

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
