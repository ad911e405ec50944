/** The frame of every route of the operator's API. */
import { randomUUID } from 'node:crypto';
import { may } from '@rockpool/db/domain/roles';
import type { Actor } from '@rockpool/db/audit/write';
import {
  beginRequest,
  cutOffAfterSeconds,
  forgetRequest,
  keepAnswer,
  requestHash,
  type KeptAnswer,
  type RequestId,
} from './answers.ts';
import { authenticate } from './authenticate.ts';
import { isChange, type ApiDeps, type Call, type Endpoint } from './endpoint.ts';
import { problem, problemResponse, type Problem } from './problem.ts';
import { parseRequest, readBody } from './read-request.ts';

/** What Next passes to a route beside the request. */
export interface RouteContext {
  /** undefined for a path without parameters, whatever Next's types say */
  params: Promise<Record<string, string | string[] | undefined>>;
}
export type Handler = (request: Request, context: RouteContext) => Promise<Response>;

export interface RouteDeps extends ApiDeps {
  /** a request that failed on our side */
  failed: (error: unknown, request: { traceId: string; operation: string; actor: string }) => void;
}

const keyPattern = /^[\x21-\x7e]{1,200}$/;

/** Answers one endpoint's requests. `deps` are asked for at each request, so that making a handler connects to nothing. */
export function handlerOf(endpoint: Endpoint, deps: () => RouteDeps): Handler {
  return async (request, context) => {
    const traceId = randomUUID();
    let actor: Actor | null = null;
    try {
      const who = await authenticate(deps().db, request.headers);
      if ('reason' in who) return refuse(who, traceId);
      actor = who;
      return await answer(endpoint, deps(), {
        request,
        actor,
        traceId,
        params: (await context.params) ?? {},
      });
    } catch (error) {
      deps().failed(error, { traceId, operation: endpoint.id, actor: actor?.id ?? '' });
      return refuse(problem('unavailable', { retryAfterSeconds: 5 }), traceId);
    }
  };
}

interface Asked {
  request: Request;
  actor: Actor;
  traceId: string;
  params: unknown;
}

async function answer(
  endpoint: Endpoint,
  deps: RouteDeps,
  { request, actor, traceId, params }: Asked,
): Promise<Response> {
  const { permission, method } = endpoint;
  if (!actor.role || !may(actor.role, permission))
    return refuse(problem('forbidden', { permission, role: actor.role }), traceId);
  const text = method === 'GET' ? '' : await readBody(request);
  if (typeof text !== 'string') return refuse(text, traceId);
  const url = new URL(request.url);
  const parts = parseRequest(endpoint, { params, url, text });
  if ('reason' in parts) return refuse(parts, traceId);
  const version = readVersion(endpoint, request.headers);
  if (version !== null && typeof version === 'object') return refuse(version, traceId);
  const key = request.headers.get('idempotency-key') ?? '';
  if (method === 'POST' && isChange(endpoint) && !keyPattern.test(key))
    return refuse(problem('idempotency_key_missing', key ? { pattern: keyPattern.source } : {}), traceId);

  const call: Call<unknown, unknown, unknown> = {
    ...parts,
    deps,
    actor,
    version,
    key: `api:${actor.id}:${key}`,
  };
  if (method !== 'POST') return send(await work(endpoint, call, traceId), traceId);
  // the version is no part of it: who repeats a request may have read a newer one meanwhile
  const hash = requestHash(method, url.pathname, url.search, text);
  return once(deps, { tokenId: actor.id, key, hash }, traceId, () => work(endpoint, call, traceId));
}

/** Does the work, or answers as it was answered before. */
async function once(
  { db }: RouteDeps,
  id: RequestId,
  traceId: string,
  work: () => Promise<KeptAnswer>,
): Promise<Response> {
  const begun = await beginRequest(db, id);
  if (begun.kind === 'reused') return refuse(problem('idempotency_key_reused', { key: id.key }), traceId);
  if (begun.kind === 'running')
    return refuse(
      problem('request_running', { retryAfterSeconds: Math.min(5, cutOffAfterSeconds) }),
      traceId,
    );
  if (begun.kind === 'answered') return send(begun.answer, traceId, { 'idempotent-replayed': 'true' });
  try {
    const made = await work();
    await keepAnswer(db, id, made);
    return send(made, traceId);
  } catch (error) {
    await forgetRequest(db, id).catch(() => {});
    throw error;
  }
}

/** Whatever the handler says, on the wire only what its documented shape has. */
async function work(
  endpoint: Endpoint,
  call: Call<unknown, unknown, unknown>,
  traceId: string,
): Promise<KeptAnswer> {
  const result = await endpoint.handle(call);
  if ('reason' in result) return kept(problemResponse(result, traceId));
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (result.version !== undefined) headers.etag = etagOf(result.version);
  const body = JSON.stringify(endpoint.answer.shape.parse(result.body));
  return { status: endpoint.answer.status, headers, body };
}

async function kept(response: Response): Promise<KeptAnswer> {
  return {
    status: response.status,
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
    body: await response.text(),
  };
}

function send({ status, headers, body }: KeptAnswer, traceId: string, more: Record<string, string> = {}) {
  return new Response(body, { status, headers: { ...headers, ...always(traceId), ...more } });
}

function refuse(refusal: Problem, traceId: string): Response {
  const { retryAfterSeconds } = refusal.fact;
  return problemResponse(refusal, traceId, {
    ...always(traceId),
    ...(typeof retryAfterSeconds === 'number' && { 'retry-after': String(retryAfterSeconds) }),
    ...((refusal.reason === 'token_missing' || refusal.reason === 'token_unknown') && {
      'www-authenticate': 'Bearer realm="rockpool"',
    }),
  });
}

const always = (traceId: string) => ({ 'x-trace-id': traceId, 'cache-control': 'no-store' });

const etagOf = (version: number): string => `"${version}"`;

function readVersion({ versioned }: Endpoint, headers: Headers): number | 'any' | null | Problem {
  if (!versioned) return null;
  const text = headers.get('if-match')?.trim();
  if (!text) return problem('version_missing');
  if (text === '*') return 'any';
  const [, digits] = /^(?:W\/)?"(\d{1,9})"$/.exec(text) ?? [];
  return digits ? Number(digits) : problem('version_differs', { given: text.slice(0, 60) });
}
