/** Calls of the operator API. Answers are checked by the shapes that a command needs, no more. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { exitCodes, Failure, type ExitCode } from './failure.ts';

export interface Wish<T> {
  shape: z.ZodType<T>;
  body?: object | undefined;
  query?: Record<string, string | number | undefined> | undefined;
  /** of a versioned thing */
  version?: number | undefined;
}

export interface Api {
  get<T>(path: string, wish: Wish<T>): Promise<T>;
  /** sent again after a lost answer with the same key, so that it is done once */
  post<T>(path: string, wish: Wish<T>): Promise<T>;
  patch<T>(path: string, wish: Wish<T>): Promise<T>;
  put<T>(path: string, wish: Wish<T>): Promise<T>;
}

const Problem = z.object({
  title: z.string(),
  status: z.number(),
  reason: z.string(),
  fact: z.record(z.string(), z.unknown()),
  traceId: z.string(),
});
type Problem = z.output<typeof Problem>;

const timeoutMs = 60_000;
const triesMax = 4;

export function connect({ url, token }: { url: string; token: string }): Api {
  const call =
    (method: string) =>
    <T>(path: string, wish: Wish<T>): Promise<T> =>
      ask(method, path, wish);

  async function ask<T>(method: string, path: string, wish: Wish<T>): Promise<T> {
    const target = new URL(`${url.replace(/\/+$/, '')}/api/v1${path}`);
    for (const [name, value] of Object.entries(wish.query ?? {}))
      if (value !== undefined) target.searchParams.set(name, String(value));
    const request: RequestInit = {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
        ...(wish.version !== undefined && { 'if-match': `"${wish.version}"` }),
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
      },
      // a token goes to the address it was made for and nowhere else
      redirect: 'error',
      ...(method !== 'GET' && { body: JSON.stringify(wish.body ?? {}) }),
    };
    for (let tries = 1; ; tries += 1) {
      const answer = await send(target, request);
      const isLast = tries === triesMax || (method !== 'GET' && method !== 'POST');
      if (answer.kind === 'lost' && isLast) throw unreachable(url, answer.because);
      if (answer.kind === 'answered' && answer.response.ok) return read(answer.response, wish.shape, url);
      if (answer.kind === 'answered') {
        const problem = await readProblem(answer.response, url);
        const waitMs = isLast ? null : waitOf(problem);
        if (waitMs === null) throw failureOf(problem);
        await sleep(waitMs);
      } else await sleep(200 * 2 ** tries);
    }
  }
  return { get: call('GET'), post: call('POST'), patch: call('PATCH'), put: call('PUT') };
}

type Sent = { kind: 'answered'; response: Response } | { kind: 'lost'; because: string };

async function send(target: URL, request: RequestInit): Promise<Sent> {
  try {
    return {
      kind: 'answered',
      response: await fetch(target, { ...request, signal: AbortSignal.timeout(timeoutMs) }),
    };
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return { kind: 'lost', because: cause instanceof Error ? cause.message : String(error) };
  }
}

async function read<T>(response: Response, shape: z.ZodType<T>, url: string): Promise<T> {
  const json: unknown = await response.json().catch(() => undefined);
  const result = shape.safeParse(json);
  if (result.success) return result.data;
  throw new Failure(
    exitCodes.unavailable,
    `${url} answers what this rockpool does not understand: are both of the same version?\n${z.prettifyError(result.error)}`,
  );
}

async function readProblem(response: Response, url: string): Promise<Problem> {
  const problem = Problem.safeParse(await response.json().catch(() => undefined));
  if (problem.success) return problem.data;
  throw new Failure(
    response.status >= 500 ? exitCodes.unavailable : exitCodes.usage,
    `${url} answered ${response.status} and does not look like Rockpool: check the address (rockpool login).`,
  );
}

/** How long to wait before the same request may succeed; null = it will not. */
function waitOf({ status, reason, fact }: Problem): number | null {
  if (status !== 429 && status !== 503 && reason !== 'request_running') return null;
  const { retryAfterSeconds } = fact;
  return Math.min(30_000, (typeof retryAfterSeconds === 'number' ? retryAfterSeconds : 1) * 1000);
}

const unreachable = (url: string, because: string) =>
  new Failure(
    exitCodes.unavailable,
    `${url} does not answer (${because}). Check the address and the network, then give the command again.`,
  );

const advice: Record<string, string> = {
  token_missing: 'Run "rockpool login", or set ROCKPOOL_TOKEN.',
  token_unknown: 'Make a new token in the console and run "rockpool login".',
  forbidden: 'Use the token of a member whose role may.',
  version_differs: 'Somebody saved meanwhile: look at it and give the command again.',
  too_many_requests: 'Wait a minute and give the command again.',
};

function failureOf(problem: Problem): Failure {
  const { status, title, reason, fact } = problem;
  const facts = Object.keys(fact).length > 0 ? `\n${describe(fact)}` : '';
  const what = advice[reason] ? `\n${advice[reason]}` : '';
  return new Failure(codeOf(status), `${title} (${reason}).${facts}${what}`, problem);
}

const describe = (fact: Record<string, unknown>): string =>
  Object.entries(fact)
    .map(([name, value]) => `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');

function codeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.notAllowed;
  if (status === 404) return exitCodes.notFound;
  if (status === 400) return exitCodes.usage;
  if (status === 429 || status >= 500) return exitCodes.unavailable;
  return exitCodes.refused;
}
