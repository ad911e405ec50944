import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { verifyCall } from '../control-auth.ts';
import type { Nonces } from '../nonces.ts';
import { HttpError } from './request.ts';

/** `bodyHash`: sha256 (hex) that the body must have; null where the caller showed the token itself. */
export type Caller = { bodyHash: string | null };

const reasons = {
  malformed: 'The signature of the request cannot be read.',
  clock: 'The request was signed too long ago, before the gateway started, or by a clock that is wrong.',
  signature: 'The request was not signed with the gateway token.',
  used: 'This signature was used before.',
};

/**
 * Lets in who signs (`control-auth.ts`) or sends the token as a bearer. Throws the refusal. An empty token opens nothing.
 *
 * @param times `since`: see `verifyCall`
 */
export function authorize(
  request: IncomingMessage,
  token: string,
  nonces: Nonces,
  times: { now: number; since: number },
): Caller {
  const header = request.headers.authorization ?? '';
  const verdict = verifyCall(header, token, { method: request.method ?? '', path: request.url ?? '' }, times);
  switch (verdict.kind) {
    case 'other-scheme':
      if (isBearer(header, token)) return { bodyHash: null };
      throw new HttpError(401, 'unauthorized', 'This needs the gateway token.');
    case 'refused':
      throw new HttpError(401, 'unauthorized', reasons[verdict.reason]);
    case 'signed': {
      const nonce = nonces.take(verdict.nonce, times.now);
      if (nonce === 'full') throw new HttpError(503, 'busy', 'Too many signed requests came of late.');
      if (nonce === 'used') throw new HttpError(401, 'unauthorized', reasons.used);
      return { bodyHash: verdict.bodyHash };
    }
  }
}

/** Compares in a time that tells nothing of the token. */
function isBearer(header: string, token: string): boolean {
  const given = /^Bearer\s+(.+)$/i.exec(header)?.[1] ?? '';
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token)) && token !== '';
}
