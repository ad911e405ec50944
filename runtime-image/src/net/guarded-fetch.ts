/**
 * HTTP to addresses that a model or a stranger named. Name resolution and connection are one step: the socket goes to the very address
 * that was checked, so a name cannot resolve to a public address for the check and to a private one for the request. Each redirect is
 * checked anew, and no proxy of the environment is used.
 */
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import type { Locale } from '../config/settings.ts';
import { judgeUrl } from './address.ts';
import { PrivateAddressError, publicOnly } from './public-lookup.ts';

export type GuardedOptions = {
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** of the body, after decompression; default 5 MB */
  bytesMax?: number;
  /** for the whole exchange with its redirects, so that a server that drips bytes cannot hold it open; default 20 s */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** exact `host:port` pairs that may be reached although they are private */
  allow?: readonly string[];
  /** what becomes of a body beyond `bytesMax`; default refuse */
  whenLarge?: 'refuse' | 'cut';
  lookup?: LookupFunction;
};

export type GuardedReply = {
  kind: 'reply';
  /** where the redirects led */
  url: string;
  status: number;
  /** names in lower case */
  headers: Record<string, string>;
  bytes: Buffer;
  /** the body was longer */
  cut: boolean;
};

export type GuardedFailure =
  | {
      kind: 'failed';
      why: 'bad_url' | 'not_http' | 'private_address' | 'redirects' | 'too_large' | 'timeout';
    }
  /** `code` is the system's, such as ENOTFOUND, ECONNREFUSED, CERT_HAS_EXPIRED */
  | { kind: 'failed'; why: 'unreachable'; code: string };

class TooLargeError extends Error {}

const redirectsMax = 5;
const redirecting = new Set([301, 302, 303, 307, 308]);
/** what may follow to another origin */
const harmless = new Set(['accept', 'accept-language', 'user-agent', 'content-type']);

/** Throws only the abort of `signal`. */
export async function guardedFetch(
  address: string,
  options: GuardedOptions = {},
): Promise<GuardedReply | GuardedFailure> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? 20_000);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  let url = URL.canParse(address) ? new URL(address) : null;
  let method = options.method ?? 'GET';
  let { headers = {}, body } = options;
  try {
    for (let hop = 0; hop <= redirectsMax; hop += 1) {
      if (url === null) return { kind: 'failed', why: 'bad_url' };
      const judged = judgeUrl(url, options.allow ?? []);
      if (judged.kind === 'refused') return { kind: 'failed', why: judged.why };
      const lookup = options.lookup ?? dns.lookup;
      const response = await open(
        url,
        { method, headers, body, signal },
        judged.kind === 'name' ? publicOnly(lookup) : lookup,
      );
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (!redirecting.has(status) || location === undefined)
        return await read(url, response, options.bytesMax ?? 5_000_000, options.whenLarge ?? 'refuse');
      response.destroy();
      const next: URL | null = URL.canParse(location, url.href) ? new URL(location, url) : null;
      if (next !== null && next.origin !== url.origin)
        headers = Object.fromEntries(
          Object.entries(headers).filter(([name]) => harmless.has(name.toLowerCase())),
        );
      if (method === 'POST' && status !== 307 && status !== 308) {
        method = 'GET';
        body = undefined;
      }
      url = next;
    }
    return { kind: 'failed', why: 'redirects' };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (timeout.aborted) return { kind: 'failed', why: 'timeout' };
    if (error instanceof PrivateAddressError) return { kind: 'failed', why: 'private_address' };
    if (error instanceof TooLargeError) return { kind: 'failed', why: 'too_large' };
    return { kind: 'failed', why: 'unreachable', code: (error as NodeJS.ErrnoException).code ?? 'EUNKNOWN' };
  }
}

type Call = {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
  signal: AbortSignal;
};

function open(
  url: URL,
  { method, headers, body, signal }: Call,
  lookup: LookupFunction,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    (url.protocol === 'https:' ? https : http)
      .request(url, {
        method,
        signal,
        lookup,
        agent: false,
        headers: { accept: '*/*', 'accept-encoding': 'gzip, deflate, br', ...headers, ...length },
      })
      .once('response', resolve)
      .on('error', reject)
      .end(body);
  });
}

async function read(
  url: URL,
  response: http.IncomingMessage,
  bytesMax: number,
  whenLarge: 'refuse' | 'cut',
): Promise<GuardedReply> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of (await decompressed(response)) as AsyncIterable<Buffer>) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes <= bytesMax) continue;
      if (whenLarge === 'refuse') throw new TooLargeError();
      break;
    }
  } finally {
    response.destroy();
  }
  const all = Buffer.concat(pieces);
  return {
    kind: 'reply',
    url: url.href,
    status: response.statusCode ?? 0,
    headers,
    bytes: all.subarray(0, bytesMax),
    cut: all.length > bytesMax,
  };
}

async function decompressed(response: http.IncomingMessage): Promise<Readable> {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (!['gzip', 'x-gzip', 'deflate', 'br'].includes(encoding)) return response;
  const { createBrotliDecompress, createUnzip } = await import('node:zlib');
  const unpacked = encoding === 'br' ? createBrotliDecompress() : createUnzip();
  response.once('error', (error) => unpacked.destroy(error));
  return response.pipe(unpacked);
}

const sentences: Record<GuardedFailure['why'], Record<Locale, string>> = {
  bad_url: { zh: '这不是一个完整的网址', en: 'That is not a whole URL' },
  not_http: { zh: '只能访问 http 和 https 网址', en: 'Only http and https can be reached' },
  private_address: { zh: '内网地址不可访问', en: 'Private addresses cannot be reached' },
  redirects: { zh: '跳转次数过多', en: 'It redirects too often' },
  too_large: { zh: '内容太大', en: 'It is too large' },
  timeout: { zh: '没有及时响应', en: 'It did not answer in time' },
  unreachable: { zh: '无法连接', en: 'It cannot be reached' },
};

/** One sentence without its full stop. */
export function explainFetchFailure(failure: GuardedFailure, locale: Locale): string {
  const sentence = sentences[failure.why][locale];
  return failure.why === 'unreachable' ? `${sentence} (${failure.code})` : sentence;
}
