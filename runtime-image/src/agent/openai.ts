/** The only file that speaks OpenAI's protocol: one streamed chat completion as events. The SDK lends its types; its code is not loaded. */
import { randomUUID } from 'node:crypto';
import type { ChatCompletionChunk, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { Provider } from '../config/settings.ts';
import type { StreamAnswer } from './http-stream.ts';
import { IdleLimit } from './idle-limit.ts';
import type { TokenUsage, ToolCall } from './messages.ts';
import type { ModelEvent, ModelRequest } from './model.ts';
import { requestBody } from './request-body.ts';
import { readEvents } from './sse.ts';
import {
  answerCharsMax,
  callsMax,
  causeOf,
  failed,
  mergeHeaders,
  openStream,
  readAll,
  VendorError,
  type FailureCause,
} from './vendor-stream.ts';

export type VendorMessage = ChatCompletionMessageParam;

/** DeepSeek and Kimi add the reasoning beside the content; some proxies call it `reasoning`. */
type Delta = ChatCompletionChunk.Choice.Delta & {
  reasoning_content?: string | null;
  reasoning?: string | null;
};

/** @param idleMs longest silence of the stream, first byte included */
export async function* streamOpenAi(request: ModelRequest, idleMs: number): AsyncGenerator<ModelEvent> {
  const { target, signal } = request;
  const idle = new IdleLimit(idleMs, signal);
  try {
    const answer = await openStream({
      target,
      idle,
      ...endpointOf(target.provider),
      body: () => requestBody(request),
    });
    const calls: ToolCall[] = [];
    let usage: TokenUsage | null = null;
    let finish: string | null = null;
    let wroteText = false;
    let isDone = false;
    let chars = 0;
    for await (const data of await eventsOf(answer)) {
      idle.touch();
      if (data === '[DONE]') {
        isDone = true;
        break;
      }
      const chunk = parseChunk(data);
      const choice = chunk.choices?.[0];
      const counted = chunk.usage ?? (choice as { usage?: CompletionUsage } | undefined)?.usage;
      if (counted) usage = readUsage(counted);
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
    else {
      const problem = problemOf(finish, isDone, wroteText || calls.length > 0);
      if (problem !== null) yield failed(target, problem);
      else yield { type: 'end', toolCalls: calls.map(withId), usage, truncated: finish === 'length' };
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (idle.expired) yield failed(target, { from: 'network', cause: 'timeout' });
    else yield failed(target, causeOf(error));
  } finally {
    idle.stop();
  }
}

/** What is wrong with an answer that came to its end. GLM has reasons of its own for ending. */
function problemOf(finish: string | null, isDone: boolean, saidSomething: boolean): FailureCause | null {
  if (finish === 'sensitive' || finish === 'content_filter')
    return { from: 'answer', problem: 'content_filter' };
  if (finish === 'network_error') return { from: 'http', status: 500, body: '' };
  if (finish === 'model_context_window_exceeded')
    return { from: 'http', status: 400, body: '{"error":{"code":"context_length_exceeded"}}' };
  if (!saidSomething) return { from: 'answer', problem: 'empty' };
  if (finish === null && !isDone) return { from: 'network', cause: 'reset' };
  return null;
}

/** @param index in the answer; it may be sparse, since vendors number the calls themselves */
function withId(call: ToolCall): ToolCall {
  return call.id === '' ? { ...call, id: `call_${randomUUID().slice(0, 8)}` } : call;
}

const wholeBytesMax = 4_000_000;

/** Some proxies answer with the whole completion, or with an error and the status 200, although a stream was asked for. */
async function eventsOf(answer: StreamAnswer): Promise<AsyncIterable<string> | string[]> {
  if (!/application\/json/.test(answer.contentType)) return readEvents(answer.chunks);
  const text = (await readAll(answer.chunks, wholeBytesMax)).toString('utf8');
  // who calls a stream JSON is believed by what it sends
  if (/^\s*(?:data:|:)/.test(text)) return readEvents([Buffer.from(text)]);
  const whole = JSON.parse(text) as { choices?: { message?: object }[] };
  if (!Array.isArray(whole.choices)) throw new VendorError(answer.status, text);
  const choices = whole.choices.map((choice) => ({ ...choice, delta: choice.message }));
  return [JSON.stringify({ ...whole, choices }), '[DONE]'];
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

/** Made once per provider object; a changed configuration brings new objects. */
function endpointOf(provider: Provider): Endpoint {
  let endpoint = endpoints.get(provider);
  if (endpoint === undefined) {
    const headers = {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'user-agent': 'rockpool-gateway',
      authorization: `Bearer ${provider.apiKey || 'none'}`,
    };
    const url = new URL(`${provider.baseUrl}/chat/completions`);
    endpoint = { url, headers: mergeHeaders(headers, provider.headers) };
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

/** Cached tokens are told in three places: OpenAI's (also GLM, Qwen), DeepSeek's and Kimi's. */
type VendorUsage = CompletionUsage & { prompt_cache_hit_tokens?: number; cached_tokens?: number };

function readUsage(usage: VendorUsage): TokenUsage {
  return {
    input: usage.prompt_tokens ?? 0,
    output: usage.completion_tokens ?? 0,
    cached:
      usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.cached_tokens ?? 0,
  };
}
