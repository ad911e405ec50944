/** `/control/notify` and `/control/requests*`: the platform speaks to the owner, and hears what the owner asks of it. */
import type { ServerResponse } from 'node:http';
import { Notice } from '../control/notices.ts';
import { PlatformAnswer, requestsWaitSecondsMax } from '../control/platform-requests.ts';
import type { Gateway } from '../gateway.ts';
import { HttpError, parseBody, sendJson } from './request.ts';

/** False when the endpoint is none of these. */
export async function handlePlatform(
  { platform }: Gateway,
  method: string,
  url: URL,
  readBody: () => Promise<unknown>,
  response: ServerResponse,
): Promise<boolean> {
  const endpoint = `${method} ${url.pathname}`;
  if (endpoint === 'POST /control/notify') {
    sendJson(response, 200, await platform.notify(parseBody(Notice, await readBody())));
    return true;
  }
  if (endpoint === 'GET /control/requests') {
    const left = new AbortController();
    response.once('close', () => left.abort());
    const requests = await platform.next(waitSeconds(url), left.signal);
    if (requests === null)
      throw new HttpError(429, 'too_many_requests', 'Too many readers wait for requests already.');
    if (!response.destroyed) sendJson(response, 200, { requests });
    return true;
  }
  const id = /^POST \/control\/requests\/([0-9a-f]{32})\/answer$/.exec(endpoint)?.[1];
  if (id === undefined) return false;
  const { text } = parseBody(PlatformAnswer, await readBody());
  if (!platform.answer(id, text)) throw new HttpError(404, 'not_found', 'There is no such request.');
  sendJson(response, 200, { id });
  return true;
}

function waitSeconds(url: URL): number {
  const wait = Number(url.searchParams.get('wait') ?? 0);
  if (Number.isFinite(wait) && wait >= 0 && wait <= requestsWaitSecondsMax) return wait;
  throw new HttpError(400, 'invalid_request_error', `wait: must be 0 to ${requestsWaitSecondsMax} seconds`);
}
