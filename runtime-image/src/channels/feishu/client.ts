/** Feishu's open API for one app: token, codes, retries and rate limits in one place. The calls themselves are in messages.ts and cards.ts. */
import * as z from 'zod/mini';
import { patiently } from '../patiently.ts';
import { createTokenCache, type TokenCache } from '../token-cache.ts';
import { FeishuApiError, FeishuUnreachable, isRateLimit } from './api-error.ts';
import { faultOf } from './retry.ts';
import type { FeishuTiming } from './timing.ts';
import {
  openWire,
  parseObject,
  type Wire,
  type WireAnswer,
  type WireBytes,
  type WireRequest,
} from './wire.ts';

export type Credentials = { appId: string; appSecret: string; openUrl: string };

export type ApiCall<T> = {
  method: WireRequest['method'];
  /** below `/open-apis`, query included */
  path: string;
  body?: unknown;
  form?: WireRequest['form'];
  answer: z.ZodMiniType<T>;
  /** how long failures that may pass are retried; 0 tries once */
  patienceMs?: number;
};

/** Where the long connection is to be opened. The URL holds a ticket: it is a secret. */
export type Endpoint = { url: string; clientConfig: Record<string, number> };

const filled = z.string().check(z.minLength(1));
const TokenAnswer = z.object({ tenant_access_token: filled, expire: z.number() });
const BotAnswer = z.object({ bot: z.object({ open_id: filled, app_name: z.catch(z.string(), '') }) });
/** Seconds, but for the count. A platform that says less gets the SDK's own numbers. */
const ClientConfig = z.object({
  PingInterval: z.catch(z.number(), 120),
  ReconnectCount: z.catch(z.number(), -1),
  ReconnectInterval: z.catch(z.number(), 120),
  ReconnectNonce: z.catch(z.number(), 30),
});
const EndpointAnswer = z.object({
  data: z.object({ URL: filled, ClientConfig }),
});

export class FeishuClient {
  readonly #credentials: Credentials;
  readonly #timing: FeishuTiming;
  readonly #wire: Wire;
  readonly #token: TokenCache;
  readonly #closing = new AbortController();
  #throttledUntil = 0;

  constructor(credentials: Credentials, timing: FeishuTiming) {
    this.#credentials = credentials;
    this.#timing = timing;
    this.#wire = openWire(credentials.openUrl, timing.requestMs);
    this.#token = createTokenCache(() => this.#fetchToken(), Date.now);
  }

  /** The platform asked for quiet: calls that may be left out should be. */
  get isThrottled(): boolean {
    return Date.now() < this.#throttledUntil;
  }

  /** Patience for what has to arrive. */
  get deliverMs(): number {
    return this.#timing.deliverMs;
  }

  /** Rejects with FeishuApiError (the platform's code) or FeishuUnreachable, after the retries the call allows. */
  async call<T>(call: ApiCall<T>): Promise<T> {
    const { method, path, body, form } = call;
    const { transferMs } = this.#timing;
    return this.#patiently(call.patienceMs ?? 0, async (headers) => {
      const answer = await this.#exchange({
        method,
        path: `/open-apis${path}`,
        body,
        headers,
        ...(form && { form, limitMs: transferMs }),
      });
      return parsed(call.answer, answer, path);
    });
  }

  /** A file of the platform. Rejects as `call` does, and with TooLong. */
  async download(
    path: string,
    { bytesMax, signal }: { bytesMax: number; signal: AbortSignal },
  ): Promise<WireBytes> {
    const { transferMs, deliverMs } = this.#timing;
    return this.#patiently(deliverMs, async (headers) => {
      const request = {
        method: 'GET',
        path: `/open-apis${path}`,
        headers,
        limitMs: transferMs,
        signal,
      } as const;
      const answer = await this.#wire.bytes(request, bytesMax).catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      });
      // a file may be JSON itself, but it says how it wants to be called
      if (answer.status === 200 && answer.headers['content-disposition']) return answer;
      const body = parseObject(answer.bytes.toString('utf8'));
      if (body) this.#checked({ ...answer, body }, path);
      if (answer.status !== 200) throw new FeishuUnreachable(`${path}: HTTP ${answer.status}`);
      return answer;
    });
  }

  #patiently<T>(patienceMs: number, attempt: (headers: Record<string, string>) => Promise<T>): Promise<T> {
    return patiently({ tokens: this.#token, patienceMs, faultOf, signal: this.#closing.signal }, (token) =>
      attempt({ Authorization: `Bearer ${token}` }),
    );
  }

  /** Proves the pair of id and secret, and that the bot ability is on. */
  async bot(): Promise<{ id: string; name: string }> {
    const { bot } = await this.call({ method: 'GET', path: '/bot/v3/info', answer: BotAnswer });
    return { id: bot.open_id, name: bot.app_name };
  }

  /** One question for the address of a long connection; each address works once. */
  async endpoint(): Promise<Endpoint> {
    const { appId, appSecret } = this.#credentials;
    const answer = await this.#exchange({
      method: 'POST',
      path: '/callback/ws/endpoint',
      body: { AppID: appId, AppSecret: appSecret },
      headers: { locale: 'zh' },
    });
    const { data } = parsed(EndpointAnswer, answer, '/callback/ws/endpoint');
    return { url: data.URL, clientConfig: data.ClientConfig };
  }

  /** Ends waits and connections; calls under way reject. */
  close(): void {
    this.#closing.abort();
    this.#wire.close();
  }

  async #fetchToken(): Promise<{ token: string; expiresInSeconds: number }> {
    const { appId, appSecret } = this.#credentials;
    const path = '/open-apis/auth/v3/tenant_access_token/internal';
    const body = { app_id: appId, app_secret: appSecret };
    const answer = await this.#exchange({ method: 'POST', path, body });
    const { tenant_access_token, expire } = parsed(TokenAnswer, answer, path);
    return { token: tenant_access_token, expiresInSeconds: expire };
  }

  async #exchange(request: WireRequest): Promise<WireAnswer> {
    return this.#checked(await this.#wire.request(request), request.path);
  }

  #checked(answer: WireAnswer, path: string): WireAnswer {
    const { code, msg } = answer.body as { code?: unknown; msg?: unknown };
    if (code === 0) return answer;
    if (typeof code !== 'number')
      throw new FeishuUnreachable(`${path.split('?')[0]}: HTTP ${answer.status} without a code`);
    const reset = Number(answer.headers['x-ogw-ratelimit-reset']);
    const retryAfterMs = reset > 0 ? reset * 1000 : null;
    const error = new FeishuApiError(code, String(msg ?? ''), answer.status, retryAfterMs);
    if (isRateLimit(error)) this.#throttledUntil = Date.now() + (retryAfterMs ?? 1000);
    throw error;
  }
}

function parsed<T>(schema: z.ZodMiniType<T>, answer: WireAnswer, path: string): T {
  const result = schema.safeParse(answer.body);
  if (result.success) return result.data;
  throw new FeishuUnreachable(`${path.split('?')[0]}: ${z.prettifyError(result.error)}`);
}
