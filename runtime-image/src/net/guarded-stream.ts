/** `fetch` for packages that take one of their own: the answer comes piece by piece, redirects are not followed. */
import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { judgeUrl } from './address.ts';
import { publicOnly } from './public-lookup.ts';

/** of one answer; whoever takes it may keep all of it before it looks */
const answerBytesMax = 10_000_000;
const withoutBody = new Set([101, 204, 205, 304]);

/**
 * @param allow exact `host:port` pairs that may be reached although they are private
 * @returns what throws, as `fetch` does, when nobody answers or the address may not be reached
 */
export function guardedStream(
  allow: () => readonly string[],
  lookup: LookupFunction = dns.lookup,
): (address: string | URL, init?: RequestInit) => Promise<Response> {
  return async (address, init = {}) => {
    const url = new URL(address);
    const judged = judgeUrl(url, allow());
    if (judged.kind === 'refused') throw new Error(`${url.host} is private or no HTTP address`);
    const { method = 'GET', signal, body } = init;
    if (body !== undefined && body !== null && typeof body !== 'string')
      throw new Error('only texts can be sent');
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      (url.protocol === 'https:' ? https : http)
        .request(url, {
          method,
          agent: false,
          lookup: judged.kind === 'name' ? publicOnly(lookup) : lookup,
          ...(signal && { signal }),
          headers: { ...Object.fromEntries(new Headers(init.headers)), 'accept-encoding': 'identity' },
        })
        .once('response', resolve)
        .on('error', reject)
        .end(body ?? undefined);
    });
    const headers = new Headers();
    for (let index = 0; index < response.rawHeaders.length; index += 2)
      headers.append(response.rawHeaders[index]!, response.rawHeaders[index + 1]!);
    const status = response.statusCode ?? 502;
    if (withoutBody.has(status)) {
      response.resume();
      return new Response(null, { status, headers });
    }
    return new Response(Readable.toWeb(response.compose(upTo(answerBytesMax))) as ReadableStream, {
      status,
      headers,
    });
  };
}

function upTo(bytesMax: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(piece: Buffer, _, done) {
      bytes += piece.length;
      done(bytes > bytesMax ? new Error('the answer is too large') : null, piece);
    },
  });
}
