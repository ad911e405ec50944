/** What all vendors' streams have in common: asking, being refused, breaking off. */
import { explainModelFailure, type ModelFailureInput } from '../model-errors.ts';
import { postForStream, type StreamAnswer } from './http-stream.ts';
import type { IdleLimit } from './idle-limit.ts';
import type { ModelEvent, ModelTarget } from './model.ts';
import { learnFrom } from './quirks.ts';

/** One answer with its thoughts and calls; a model that goes on and on is cut here, as at the vendor's own limit. */
export const answerCharsMax = 1_000_000;
/** calls in one answer */
export const callsMax = 128;
/** repetitions of a request that an endpoint refused for one of its fields */
const repeatsMax = 4;

/** The vendor said no: instead of a stream, or in the middle of one. */
export class VendorError extends Error {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds: number | null;
  constructor(status: number, body: string, retryAfterSeconds: number | null = null) {
    super(`answered ${status}`);
    this.status = status;
    this.body = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export type Asking = {
  target: ModelTarget;
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** made again when a refusal taught something about the endpoint */
  body(): { head: Buffer; tail: string };
  idle: IdleLimit;
};

/** Resolves with a good answer. Rejects with VendorError, or the error of the network. */
export async function openStream({ target, url, headers, body, idle }: Asking): Promise<StreamAnswer> {
  for (let repeats = 0; ; repeats += 1) {
    const answer = await postForStream({ url, headers, body: body(), onOpen: (end) => idle.ends(end) });
    // HTML is a proxy's web page, most of the time
    if (answer.status >= 200 && answer.status < 300 && !/html/.test(answer.contentType)) return answer;
    const text = await textOf(answer);
    idle.touch();
    if (repeats < repeatsMax && learnFrom(target, answer.status, text)) continue;
    const isPage = answer.status >= 200 && answer.status < 300;
    throw new VendorError(answer.status, isPage ? '' : text, secondsOf(answer.retryAfter, Date.now()));
  }
}

const refusalBytesMax = 65_536;

/** The beginning of it, which says what there is to say. */
async function textOf({ chunks }: StreamAnswer): Promise<string> {
  return (await readAll(chunks, refusalBytesMax)).toString('utf8');
}

/** At most so many bytes; the rest is left. */
export async function readAll(chunks: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer> {
  const found: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    found.push(chunk);
    if ((bytes += chunk.length) >= bytesMax) break;
  }
  return Buffer.concat(found).subarray(0, bytesMax);
}

/** `Retry-After` is a number of seconds or a date. */
function secondsOf(retryAfter: string, now: number): number | null {
  if (retryAfter === '') return null;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - now) / 1_000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null;
}

type Cause<T> = T extends unknown ? Omit<T, 'baseUrl' | 'model'> : never;
export type FailureCause = Cause<ModelFailureInput>;

export function failed({ provider, model }: ModelTarget, cause: FailureCause): ModelEvent {
  const at = { baseUrl: provider.baseUrl, model: model.id };
  return { type: 'failed', failure: explainModelFailure({ ...cause, ...at } as ModelFailureInput) };
}

/** What an error of `openStream`, or of reading its answer, says to people. */
export function causeOf(error: unknown): FailureCause {
  if (error instanceof VendorError) {
    const { status, body, retryAfterSeconds } = error;
    return { from: 'http', status, body, retryAfterSeconds };
  }
  const code = rootCode(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { from: 'network', cause: 'dns' };
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return { from: 'network', cause: 'refused' };
  if (code === 'ETIMEDOUT') return { from: 'network', cause: 'timeout' };
  if (/CERT|TLS|SSL/.test(code)) return { from: 'network', cause: 'tls' };
  if (error instanceof SyntaxError) return { from: 'http', status: 200, body: '' };
  return { from: 'network', cause: 'reset' };
}

function rootCode(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
  }
  return '';
}

/** Configured headers win over ours, whatever their case. */
export function mergeHeaders(
  ours: Readonly<Record<string, string>>,
  configured: Readonly<Record<string, string>>,
): Record<string, string> {
  const merged: Record<string, string> = { ...ours };
  for (const [name, value] of Object.entries(configured)) merged[name.toLowerCase()] = value;
  return merged;
}
