/** The only file that knows the `openai` package: one streamed chat completion as events. Loaded at the first turn. */
import OpenAI, { APIError } from 'openai';
import type { ChatCompletionChunk, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { Provider } from '../config/settings.ts';
import { explainModelFailure, type ModelFailure, type ModelFailureInput } from '../model-errors.ts';
import { leanFetch } from './lean-fetch.ts';
import type { AgentMessage, TokenUsage, ToolCall } from './messages.ts';
import type { ModelEvent, ModelRequest, ModelTarget } from './model.ts';
import { readEvents } from './sse.ts';

/** DeepSeek and Kimi add the reasoning beside the content; some proxies call it `reasoning`. */
type Delta = ChatCompletionChunk.Choice.Delta & {
  reasoning_content?: string | null;
  reasoning?: string | null;
};
type Body = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming;

/** One answer with its thoughts and calls; a model that goes on and on is cut here, as at the vendor's own limit. */
export const answerCharsMax = 1_000_000;
/** calls in one answer */
const callsMax = 128;

/** @param idleMs longest silence of the stream, first byte included */
export async function* streamModel(request: ModelRequest, idleMs: number): AsyncGenerator<ModelEvent> {
  const { target, signal } = request;
  const idle = new IdleLimit(idleMs, signal);
  try {
    const response = await clientFor(target.provider)
      .chat.completions.create(requestBody(request), { signal: idle.signal })
      .asResponse();
    const calls: ToolCall[] = [];
    let usage: TokenUsage | null = null;
    let finish: string | null = null;
    let wroteText = false;
    let chars = 0;
    for await (const data of readEvents(bodyOf(response))) {
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

/** Refuses what is no event stream: a proxy's web page, most of the time. */
function bodyOf(response: Response): AsyncIterable<Uint8Array> {
  const type = response.headers.get('content-type') ?? '';
  if (response.body === null || /html/.test(type)) throw new NotAnApi(response.status, type);
  return response.body as unknown as AsyncIterable<Uint8Array>;
}

class NotAnApi extends Error {
  readonly status: number;
  constructor(status: number, type: string) {
    super(`answered with ${type}`);
    this.status = status;
  }
}

/** Throws APIError for the error object that some vendors send inside of a stream, SyntaxError for what is not JSON. */
function parseChunk(data: string): ChatCompletionChunk {
  const chunk = JSON.parse(data) as ChatCompletionChunk & { error?: object };
  if (chunk.error) throw new APIError(undefined, chunk.error, undefined, undefined);
  return chunk;
}

const clients = new WeakMap<Provider, OpenAI>();

/** One client per provider object; a changed configuration brings new objects. */
function clientFor(provider: Provider): OpenAI {
  const known = clients.get(provider);
  if (known !== undefined) return known;
  const client = new OpenAI({
    apiKey: provider.apiKey || 'none',
    baseURL: provider.baseUrl,
    defaultHeaders: provider.headers,
    fetch: leanFetch as typeof fetch,
    maxRetries: 0,
    // the idle limit below is the only clock
    timeout: 24 * 3_600_000,
    organization: null,
    project: null,
    logLevel: 'off',
  });
  clients.set(provider, client);
  return client;
}

/** Aborts its signal when nothing came for `idleMs`, or when the outer signal does. */
class IdleLimit {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal;
  readonly #forward = (): void => this.#controller.abort(this.#outer.reason);
  expired = false;

  constructor(idleMs: number, outer: AbortSignal) {
    this.#outer = outer;
    this.#timer = setTimeout(() => {
      this.expired = true;
      this.#controller.abort();
    }, idleMs);
    if (outer.aborted) this.#forward();
    else outer.addEventListener('abort', this.#forward, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  touch(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#forward);
  }
}

function requestBody({ target, system, messages, tools }: ModelRequest): Body {
  const { model } = target;
  const body: Body = {
    model: model.id,
    messages: toVendor(system, messages, model.returnsReasoning),
    stream: true,
  };
  if (model.usageInStream) body.stream_options = { include_usage: true };
  if (model.maxTokens !== null) body[model.maxTokensField] = model.maxTokens;
  if (tools.length > 0 && model.tools)
    body.tools = tools.map((tool) => ({ type: 'function', function: tool }));
  return body;
}

/**
 * Reasoning goes back only with the tool calls of the running turn, that is after the last message of the user: some vendors
 * refuse the request without it there, some refuse it elsewhere.
 */
export function toVendor(
  system: string,
  messages: AgentMessage[],
  returnsReasoning: boolean,
): ChatCompletionMessageParam[] {
  const lastUser = messages.findLastIndex((message) => message.role === 'user');
  const converted = messages.map((message, index): ChatCompletionMessageParam => {
    if (message.role === 'user') return { role: 'user', content: message.text };
    if (message.role === 'tool')
      return { role: 'tool', tool_call_id: message.callId, content: message.output };
    if (message.toolCalls.length === 0) return { role: 'assistant', content: message.text };
    const withReasoning = returnsReasoning && index > lastUser && message.reasoning !== '';
    return {
      role: 'assistant',
      content: message.text === '' ? null : message.text,
      tool_calls: message.toolCalls.map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: call.input },
      })),
      ...(withReasoning ? { reasoning_content: message.reasoning } : {}),
    };
  });
  return [{ role: 'system', content: system }, ...converted];
}

/** The id and the name come with the first piece only, the arguments in any number of pieces; `index` may be missing. */
function mergeToolCall(calls: ToolCall[], part: ChatCompletionChunk.Choice.Delta.ToolCall): void {
  const index = part.index ?? (part.id ? calls.length : calls.length - 1);
  const call = (calls[Math.min(Math.max(index, 0), callsMax - 1)] ??= { id: '', name: '', input: '' });
  if (part.id) call.id = part.id;
  if (part.function?.name) call.name += part.function.name;
  if (part.function?.arguments) call.input += part.function.arguments;
}

function readUsage(usage: OpenAI.CompletionUsage): TokenUsage {
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
  if (error instanceof APIError && error.status !== undefined) {
    const body =
      error.error === undefined ? error.message.replace(/^\d+ /, '') : JSON.stringify({ error: error.error });
    return { from: 'http', status: error.status, body };
  }
  // an error object inside a stream that had begun well
  if (error instanceof APIError && error.error !== undefined) {
    return { from: 'http', status: 500, body: JSON.stringify({ error: error.error }) };
  }
  if (error instanceof NotAnApi) return { from: 'http', status: error.status, body: '' };
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
