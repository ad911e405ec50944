// A process of its own: people who press claim over HTTP, wait as their page does, and measure until they are answered.
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

export type RushOrder = {
  origin: string;
  campaignId: string;
  cookies: string[];
  /** all of them press within this time */
  withinMs: number;
  /** so many of them press again and again */
  impatient: number;
};

export type RushReport = {
  /** from each person's click to the answer, in order of person */
  answeredMs: number[];
  states: Record<string, number>;
  /** from the click until the service knew of it: a place or an answer */
  placedMs: number[];
  requests: number;
  /** answers that were no answer: a busy page, a failure, a broken connection */
  troubles: Record<string, number>;
  lastAnsweredMs: number;
};

const State = z.looseObject({
  state: z.string(),
  pollMs: z.number().optional(),
  retryAfterSeconds: z.number().optional(),
});
type State = z.infer<typeof State>;

process.once('message', (order: RushOrder) => {
  void rush(order).then((report) => process.send!(report, () => process.exit()));
});
process.send!('ready');

async function rush({ origin, campaignId, cookies, withinMs, impatient }: RushOrder): Promise<RushReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  const troubles: Record<string, number> = {};
  const states: Record<string, number> = {};
  const answeredMs: number[] = [];
  const placedMs: number[] = [];
  let requests = 0;

  const call = async (n: number, method: 'GET' | 'POST'): Promise<State> => {
    requests++;
    const body = JSON.stringify({ campaign: campaignId, points: 0 });
    const url = method === 'POST' ? `${origin}/api/claim` : `${origin}/api/claim?campaign=${campaignId}`;
    const answer = await send(
      url,
      method,
      cookies[n]!,
      origin,
      `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
      method === 'POST' ? body : null,
      agent,
    ).catch((error: NodeJS.ErrnoException) => ({
      status: 0,
      retryAfter: 1,
      text: error.code ?? error.message,
    }));
    const state = answer.status === 200 ? State.safeParse(JSON.parse(answer.text)) : null;
    if (state?.success) return state.data;
    const trouble = answer.status === 0 ? answer.text : String(answer.status);
    troubles[trouble] = (troubles[trouble] ?? 0) + 1;
    return { state: 'trouble', retryAfterSeconds: answer.retryAfter };
  };

  const begun = performance.now();
  const person = async (n: number): Promise<void> => {
    // spread evenly but in no order
    await delay(((n * 7919) % cookies.length) * (withinMs / cookies.length));
    const clicked = performance.now();
    let placed = false;
    for (;;) {
      const { state, pollMs, retryAfterSeconds } = await call(n, placed && n >= impatient ? 'GET' : 'POST');
      if (!placed && state !== 'trouble' && state !== 'slow_down') {
        placed = true;
        placedMs[n] = performance.now() - clicked;
      }
      if (state === 'claimed' || state === 'refused') {
        states[state] = (states[state] ?? 0) + 1;
        answeredMs[n] = performance.now() - clicked;
        return;
      }
      await delay(n < impatient ? 1_000 : (pollMs ?? (retryAfterSeconds ?? 1) * 1000));
    }
  };
  await Promise.all(cookies.map((_, n) => person(n)));
  return { answeredMs, placedMs, states, requests, troubles, lastAnsweredMs: performance.now() - begun };
}

function send(
  url: string,
  method: string,
  cookie: string,
  origin: string,
  address: string,
  body: string | null,
  agent: Agent,
): Promise<{ status: number; retryAfter: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, origin, 'x-forwarded-for': address, 'content-type': 'application/json' };
    const call = request(url, { method, headers, agent }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          retryAfter: Number(response.headers['retry-after'] ?? 1),
          text: Buffer.concat(pieces).toString(),
        }),
      );
    });
    call.on('error', reject);
    call.end(body ?? undefined);
  });
}
