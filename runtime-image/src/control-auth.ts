/**
 * How portal and provisioner show a gateway that they know its token without sending it: an agent's program may have taken the
 * gateway's place, and is to learn nothing that it could use elsewhere. Each request carries
 *
 *   Authorization: Rockpool-HMAC-SHA256 at=<ms since 1970>,nonce=<32 hex>,body=<sha256 of the body>,sig=<hex>
 *
 * where sig = HMAC-SHA256(token, method \n path with query \n at \n nonce \n body). The gateway takes each nonce once. Pure: time
 * and nonce are given.
 */
// eslint-disable-next-line rockpool/purity -- digests of the texts given: no chance, no I/O
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const scheme = 'Rockpool-HMAC-SHA256';
const shape = /^at=(\d{1,15}),nonce=([0-9a-f]{32}),body=([0-9a-f]{64}),sig=([0-9a-f]{64})$/;
/** how far the clock of who signs may be from the gateway's, either way */
export const clockSkewMsMax = 120_000;

export type Call = {
  method: string;
  /** with its query, as the gateway sees it: what stands before it in an address is the way there */
  path: string;
  body: string;
};
/** nonce: 16 random bytes as hex */
export type Moment = { at: number; nonce: string };

/** The value of the header `Authorization`. */
export function signCall(token: string, { method, path, body }: Call, { at, nonce }: Moment): string {
  // as a client sends it
  const { pathname, search } = new URL(path, 'http://gateway');
  const bodyHash = hashBody(body);
  const signature = sign(token, method, pathname + search, { at, nonce, bodyHash });
  return `${scheme} at=${at},nonce=${nonce},body=${bodyHash},sig=${signature.toString('hex')}`;
}

/** `bodyHash`: what `hashBody` of the body must give, wherever the body is read. */
export type Verdict =
  | { kind: 'signed'; nonce: string; bodyHash: string }
  | { kind: 'other-scheme' }
  | { kind: 'refused'; reason: 'malformed' | 'clock' | 'signature' };

/**
 * @param call `path` with its query, as it stands in the request
 * @param times `since`: what was signed before it is refused; the gateway's start, which has forgotten the nonces before it
 */
export function verifyCall(
  header: string,
  token: string,
  { method, path }: { method: string; path: string },
  { now, since }: { now: number; since: number },
): Verdict {
  if (!header.startsWith(`${scheme} `)) return { kind: 'other-scheme' };
  const parts = readParts(header);
  if (parts === null || token === '') return { kind: 'refused', reason: 'malformed' };
  const [, at = '', nonce = '', bodyHash = '', signature = ''] = parts;
  const expected = sign(token, method, path, { at: Number(at), nonce, bodyHash });
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex')))
    return { kind: 'refused', reason: 'signature' };
  if (Math.abs(now - Number(at)) > clockSkewMsMax || Number(at) < since)
    return { kind: 'refused', reason: 'clock' };
  return { kind: 'signed', nonce, bodyHash };
}

/** Whether it has the form of a signature; for whoever passes calls on and knows no token. */
export const looksSigned = (header: string): boolean =>
  header.startsWith(`${scheme} `) && readParts(header) !== null;

const readParts = (header: string) => shape.exec(header.slice(scheme.length + 1));

/** sha256, hex */
export function hashBody(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function sign(token: string, method: string, path: string, part: Moment & { bodyHash: string }): Buffer {
  const text = [method, path, part.at, part.nonce, part.bodyHash].join('\n');
  return createHmac('sha256', token).update(text).digest();
}
