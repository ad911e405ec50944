/** The only file that speaks OpenAI's protocol: one streamed chat completion as events. The SDK lends its types; its code is not loaded. */
import type { ChatCompletionChunk, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { Provider } from '../config/settings.ts';
import { explainModelFailure, type ModelFailure, type ModelFailureInput } from '../model-errors.ts';
import { postForStream, type StreamAnswer } from './http-stream.ts';
import { IdleLimit } from './idle-limit.ts';
import type { TokenUsage, ToolCall } from './messages.ts';
import type { ModelEvent, ModelRequest, ModelTarget } from './model.ts';
import { requestBody } from './request-body.ts';
import { readEvents } from './sse.ts';

export type VendorMessage = ChatCompletionMessageParam;

/** DeepSeek and Kimi add the reasoning beside the content; some proxies call it `reasoning`. */
type Delta = ChatCompletionChunk.Choice.Delta & {
  reasoning_content?: string | null;
  reasoning?: string | null;
};

/** One answer with its thoughts and calls; a model that goes on and on is cut here, as at the vendor's own limit. */
export const answerCharsMax = 1_000_000;
/** calls in one answer */
const callsMax = 128;

/** @param idleMs longest silence of the stream, first byte included */
export async function* streamModel(request: ModelRequest, idleMs: number): AsyncGenerator<ModelEvent> {
  const { target, signal } = request;
  const idle = new IdleLimit(idleMs, signal);
  try {
    const answer = await postForStream({
      ...endpointOf(target.provider),
      body: requestBody(request),
      onOpen: (end) => idle.ends(end),
    });
    if (answer.status < 200 || answer.status >= 300)
      throw new VendorError(answer.status, await textOf(answer));
    // a proxy's web page, most of the time
    if (/html/.test(answer.contentType)) {
      await textOf(answer);
      throw new VendorError(answer.status, '');
    }
    const calls: ToolCall[] = [];
    let usage: TokenUsage | null = null;
    let finish: string | null = null;
    let wroteText = false;
    let chars = 0;
    for await (const data of readEvents(answer.chunks)) {
      idle.touch();
      if (data === '[DONE]') break;
      const chunk = parseChunk(data);
      if (chunk.usage) usage = readUsage(chunk.usage);
      const choice = chunk.choices?.[0];
      if (choice === undefined) continue;
      const delta = choice.delta as Delta | undefined;
      const reasoning = delta?.reasoning_content ?? delta?.reasoning;
      if (reasoning) yield { type: 'reasoning', text: reasoning };
      if (delta?.content) {
        wroteText = true;
        yield { type: 'text', text: delta.content };
      }
      for (const part of delta?.tool_calls ?? []) {
        mergeToolCall(calls, part);
        chars += part.function?.arguments?.length ?? 0;
      }
      chars += (reasoning?.length ?? 0) + (delta?.content?.length ?? 0);
      finish = choice.finish_reason ?? finish;
      if (chars > answerCharsMax) {
        // a call that was cut has no arguments to run with
        calls.length = 0;
        wroteText = true;
        finish = 'length';
        break;
      }
    }
    if (idle.expired) yield failed(target, { from: 'network', cause: 'timeout' });
    else if (signal.aborted) signal.throwIfAborted();
    else if (['sensitive', 'content_filter'].includes(finish ?? ''))
      yield failed(target, { from: 'answer', problem: 'content_filter' });
    else if (!wroteText && calls.length === 0) yield failed(target, { from: 'answer', problem: 'empty' });
    else if (finish === null) yield failed(target, { from: 'network', cause: 'reset' });
    else yield { type: 'end', toolCalls: calls, usage, truncated: finish === 'length' };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (idle.expired) yield failed(target, { from: 'network', cause: 'timeout' });
    else yield failed(target, failureInput(error));
  } finally {
    idle.stop();
  }
}

/** The vendor said no: instead of a stream, or in the middle of one. */
class VendorError extends Error {
  readonly status: number;
  readonly body: string;
  constructor(status: number, body: string) {
    super(`answered ${status}`);
    this.status = status;
    this.body = body;
  }
}

const refusalBytesMax = 65_536;

/** The beginning of it, which says what there is to say. */
async function textOf({ chunks }: StreamAnswer): Promise<string> {
  const found: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    found.push(chunk);
    if ((bytes += chunk.length) > refusalBytesMax) break;
  }
  return Buffer.concat(found).toString('utf8', 0, refusalBytesMax);
}

/** Throws VendorError for the error object that some vendors send inside of a stream, SyntaxError for what is not JSON. */
function parseChunk(data: string): ChatCompletionChunk {
  const chunk = JSON.parse(data) as ChatCompletionChunk & { error?: object };
  // the stream had begun well
  if (chunk.error) throw new VendorError(500, JSON.stringify({ error: chunk.error }));
  return chunk;
}

type Endpoint = { url: URL; headers: Record<string, string> };
const endpoints = new WeakMap<Provider, Endpoint>();

/** Made once per provider object; a changed configuration brings new objects. Configured headers win. */
function endpointOf(provider: Provider): Endpoint {
  let endpoint = endpoints.get(provider);
  if (endpoint === undefined) {
    const headers: Record<string, string> = {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'user-agent': 'rockpool-gateway',
      authorization: `Bearer ${provider.apiKey || 'none'}`,
    };
    for (const [name, value] of Object.entries(provider.headers)) headers[name.toLowerCase()] = value;
    endpoint = { url: new URL(`${provider.baseUrl}/chat/completions`), headers };
    endpoints.set(provider, endpoint);
  }
  return endpoint;
}

/** The id and the name come with the first piece only, the arguments in any number of pieces; `index` may be missing. */
function mergeToolCall(calls: ToolCall[], part: ChatCompletionChunk.Choice.Delta.ToolCall): void {
  const index = part.index ?? (part.id ? calls.length : calls.length - 1);
  const call = (calls[Math.min(Math.max(index, 0), callsMax - 1)] ??= { id: '', name: '', input: '' });
  if (part.id) call.id = part.id;
  if (part.function?.name) call.name += part.function.name;
  if (part.function?.arguments) call.input += part.function.arguments;
}

function readUsage(usage: CompletionUsage): TokenUsage {
  return {
    input: usage.prompt_tokens ?? 0,
    output: usage.completion_tokens ?? 0,
    cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
  };
}

type Cause<T> = T extends unknown ? Omit<T, 'baseUrl' | 'model'> : never;

function failed(target: ModelTarget, cause: Cause<ModelFailureInput>): ModelEvent {
  const at = { baseUrl: target.provider.baseUrl, model: target.model.id };
  const failure: ModelFailure = explainModelFailure({ ...cause, ...at } as ModelFailureInput);
  return { type: 'failed', failure };
}

function failureInput(error: unknown): Cause<ModelFailureInput> {
  if (error instanceof VendorError) return { from: 'http', status: error.status, body: error.body };
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
