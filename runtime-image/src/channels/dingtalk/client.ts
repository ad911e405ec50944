/** DingTalk's open API for one app: token, codes and retries in one place. The calls themselves are in calls.ts and cards.ts. */
import * as z from 'zod/mini';
import { patiently } from '../patiently.ts';
import { createTokenCache, type TokenCache } from '../token-cache.ts';
import { DingtalkApiError, DingtalkUnreachable } from './api-error.ts';
import { openHttp, type Http, type HttpAnswer, type HttpRequest } from './http.ts';
import { faultOf } from './retry.ts';
import type { DingtalkTiming } from './timing.ts';

export type Credentials = { appId: string; clientSecret: string; apiUrl: string; openUrl: string };

export type ApiCall<T> = {
  method: 'POST' | 'PUT';
  /** below `apiUrl` */
  path: string;
  body: unknown;
  answer: z.ZodMiniType<T>;
  /** how long failures that may pass are retried; absent tries once */
  patienceMs?: number;
  repeatable?: boolean;
};

/** Where the long connection is to be opened. The ticket is a secret and good for one connection. */
export type Endpoint = { endpoint: string; ticket: string };

const filled = z.string().check(z.minLength(1));
const TokenAnswer = z.object({ accessToken: filled, expireIn: z.number() });
const EndpointAnswer = z.object({ endpoint: filled, ticket: filled });
const OldAnswer = z.object({ errcode: z.number(), errmsg: z.catch(z.string(), '') });

export class DingtalkClient {
  readonly #credentials: Credentials;
  readonly #timing: DingtalkTiming;
  readonly #http: Http = openHttp();
  readonly #token: TokenCache;
  readonly #closing = new AbortController();

  constructor(credentials: Credentials, timing: DingtalkTiming) {
    this.#credentials = credentials;
    this.#timing = timing;
    this.#token = createTokenCache(() => this.#fetchToken(), Date.now);
  }

  get robotCode(): string {
    return this.#credentials.appId;
  }

  get openUrl(): string {
    return this.#credentials.openUrl;
  }

  get apiUrl(): string {
    return this.#credentials.apiUrl;
  }

  /** Patience for what has to arrive. */
  get deliverMs(): number {
    return this.#timing.deliverMs;
  }

  /** Rejects with DingtalkApiError (the platform's code) or DingtalkUnreachable, after the retries the call allows. */
  call<T>(call: ApiCall<T>): Promise<T> {
    const { method, path, body, answer } = call;
    return this.#trying(call, async (token) => {
      const url = this.#credentials.apiUrl + path;
      const headers = { 'x-acs-dingtalk-access-token': token };
      return parsed(answer, await this.#json({ method, url, headers }, body), path);
    });
  }

  /** A webhook of the platform, which needs no token. */
  post(url: string, body: unknown, patienceMs: number): Promise<void> {
    return this.#trying({ patienceMs, tokenless: true }, async () => {
      oldAnswer(await this.#json({ method: 'POST', url }, body));
    });
  }

  /** Resolves to the media id, good for three days. */
  upload(type: string, form: { contentType: string; body: Uint8Array }): Promise<string> {
    return this.#trying({ patienceMs: this.deliverMs, repeatable: true }, async (token) => {
      const answer = await this.#exchange({
        method: 'POST',
        url: `${this.openUrl}/media/upload?access_token=${token}&type=${type}`,
        headers: { 'Content-Type': form.contentType },
        body: form.body,
        timeoutMs: this.#timing.transferMs,
      });
      return z.object({ media_id: filled }).parse(oldAnswer(jsonOf(answer))).media_id;
    });
  }

  /** Rejects with TooLong, or with DingtalkApiError when the address gives no file. */
  async download(url: string, bytesMax: number, signal: AbortSignal): Promise<HttpAnswer> {
    const answer = await this.#http.request({
      method: 'GET',
      url,
      bytesMax,
      signal,
      timeoutMs: this.#timing.transferMs,
    });
    if (answer.status !== 200) throw new DingtalkApiError('download', `HTTP ${answer.status}`, answer.status);
    return answer;
  }

  /** Proves the pair of id and secret. */
  async prove(): Promise<void> {
    await this.#token.get();
  }

  async endpoint(subscriptions: readonly { type: string; topic: string }[]): Promise<Endpoint> {
    const { appId, clientSecret, apiUrl } = this.#credentials;
    const path = '/v1.0/gateway/connections/open';
    const body = { clientId: appId, clientSecret, ua: 'rockpool-gateway', subscriptions };
    return parsed(EndpointAnswer, await this.#json({ method: 'POST', url: apiUrl + path }, body), path);
  }

  /** Ends waits and connections; calls under way reject. */
  close(): void {
    this.#closing.abort();
    this.#http.close();
  }

  #trying<T>(
    {
      patienceMs = 0,
      repeatable = false,
      tokenless = false,
    }: { patienceMs?: number; repeatable?: boolean; tokenless?: boolean },
    attempt: (token: string) => Promise<T>,
  ): Promise<T> {
    return patiently(
      {
        tokens: tokenless ? null : this.#token,
        patienceMs,
        signal: this.#closing.signal,
        // without a token nothing was asked yet
        faultOf: (error, token) => faultOf(error, repeatable || (!tokenless && token === '')),
      },
      attempt,
    );
  }

  async #fetchToken(): Promise<{ token: string; expiresInSeconds: number }> {
    const { appId, clientSecret, apiUrl } = this.#credentials;
    const path = '/v1.0/oauth2/accessToken';
    const answer = await this.#json(
      { method: 'POST', url: apiUrl + path },
      { appKey: appId, appSecret: clientSecret },
    );
    const { accessToken, expireIn } = parsed(TokenAnswer, answer, path);
    return { token: accessToken, expiresInSeconds: expireIn };
  }

  async #json(request: Pick<HttpRequest, 'method' | 'url' | 'headers'>, body: unknown): Promise<object> {
    const answer = await this.#exchange({
      ...request,
      // without Accept the platform may answer XML
      headers: { ...request.headers, 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
      timeoutMs: this.#timing.requestMs,
    });
    return jsonOf(answer);
  }

  async #exchange(request: HttpRequest): Promise<HttpAnswer> {
    const answer = await this.#http.request(request);
    if (answer.status >= 200 && answer.status < 300) return answer;
    const { code, message } = jsonOf(answer) as { code?: unknown; message?: unknown };
    if (code === undefined)
      throw new DingtalkUnreachable(`HTTP ${answer.status} without a code`, answer.status >= 500);
    throw new DingtalkApiError(String(code), String(message ?? ''), answer.status);
  }
}

function jsonOf({ status, body }: HttpAnswer): object {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // said below
  }
  throw new DingtalkUnreachable(`HTTP ${status} without a JSON object`, true);
}

/** Errors of oapi.dingtalk.com come with HTTP 200. */
function oldAnswer(answer: object): object {
  const { errcode, errmsg } = parsed(OldAnswer, answer, 'oapi');
  if (errcode !== 0) throw new DingtalkApiError(String(errcode), errmsg);
  return answer;
}

function parsed<T>(schema: z.ZodMiniType<T>, answer: object, path: string): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new DingtalkUnreachable(`${path}: ${z.prettifyError(result.error)}`, true);
}
