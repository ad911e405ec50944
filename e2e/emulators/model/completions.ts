import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { MessagesRequest, refuse, refuseKey, toChatRequest } from './anthropic-request.ts';
import { streamMessages, wholeMessage } from './anthropic-stream.ts';
import { keyPrefix } from './catalog.ts';
import { ChatRequest, countTokens, lastUserText } from './chat-request.ts';
import { answerInstantly } from './instant.ts';
import { answerAsSandbox } from './sandbox-model.ts';
import {
  AnswerScript,
  isFailure,
  Script,
  type ParsedAnswer,
  type ParsedFailure,
  type ParsedScript,
} from './script.ts';
import { argumentsText, finishReasonOf, streamAnswer, type AnswerHead, type Counts } from './stream.ts';

import { anthropicFailure, openAiFailure } from './vendor-errors.ts';

/** A completion request as it came, with its sizes. */
export interface ModelRequest {
  at: number;
  key: string;
  bodyBytes: number;
  promptTokens: number;
  messages: number;
  tools: number;
  stream: boolean;
  body: ChatRequest;
  /** the body as it came, when it was not in OpenAI's form */
  raw?: MessagesRequest;
}

export interface CompletionOptions {
  models: readonly string[];
  now: () => number;
  isInstant: boolean;
  chunkDelayMs: number;
}

const requestsMax = 1000;

export interface Completions {
  readonly requests: readonly ModelRequest[];
  queue(script: Script): void;
  reset(): void;
  /** The refusal of a key that is not ours; undefined for a good one. */
  checkKey(authorization: string | undefined): ParsedFailure | undefined;
  answer(authorization: string | undefined, body: Buffer, response: ServerResponse): Promise<void>;
  /** The same in Anthropic's form. */
  answerMessages(headers: IncomingHttpHeaders, body: Buffer, response: ServerResponse): Promise<void>;
}

export function createCompletions(options: CompletionOptions): Completions {
  let requests: ModelRequest[] = [];
  let scripts: { script: ParsedScript; left: number }[] = [];

  function take(request: ChatRequest, key: string): ParsedAnswer | ParsedFailure | undefined {
    const said = lastUserText(request);
    const found = scripts.find(
      ({ script: { match } }) =>
        (match.model === undefined || match.model === request.model) &&
        (match.key === undefined || match.key === key) &&
        (match.after === undefined || match.after === request.messages.at(-1)?.role) &&
        (match.includes === undefined || said.includes(match.includes)),
    );
    if (!found) return undefined;
    found.left -= 1;
    if (found.left === 0) scripts = scripts.filter((entry) => entry !== found);
    return found.script.answer;
  }

  function checkKey(authorization: string | undefined): ParsedFailure | undefined {
    if (!authorization?.startsWith('Bearer ')) {
      return openAiFailure(401, "You didn't provide an API key.", 'invalid_api_key');
    }
    if (keyOf(authorization).startsWith(keyPrefix)) return undefined;
    return openAiFailure(401, 'Incorrect API key provided.', 'invalid_api_key');
  }

  function record(request: ChatRequest, key: string, body: Buffer, raw?: MessagesRequest): void {
    requests.push({
      ...(raw && { raw }),
      at: options.now(),
      key,
      bodyBytes: body.length,
      promptTokens: promptTokens(request),
      messages: request.messages.length,
      tools: request.tools?.length ?? 0,
      stream: request.stream === true,
      body: request,
    });
    if (requests.length > requestsMax) requests = requests.slice(-requestsMax / 2);
  }

  const improvise = (request: ChatRequest): ParsedAnswer =>
    AnswerScript.parse({ steps: answerAsSandbox(request), chunkDelayMs: options.chunkDelayMs });
  const headOf = (prefix: string, model: string): AnswerHead => ({
    id: prefix + randomUUID(),
    created: Math.floor(options.now() / 1000),
    model,
  });

  return {
    get requests() {
      return requests;
    },
    queue(script) {
      const parsed = Script.parse(script);
      scripts.push({ script: parsed, left: parsed.times });
    },
    reset() {
      scripts = [];
      requests = [];
    },
    checkKey,
    async answer(authorization, body, response) {
      if (options.isInstant) return answerInstantly(body, response);
      const refusal = checkKey(authorization);
      if (refusal) return fail(response, refusal);
      const parsed = ChatRequest.safeParse(parseJson(body));
      if (!parsed.success)
        return fail(response, openAiFailure(400, 'The request is malformed.', 'invalid_request'));
      const request = parsed.data;
      const key = keyOf(authorization ?? '');
      record(request, key, body);
      const scripted = take(request, key);
      if (!scripted && !options.models.includes(request.model)) {
        return fail(
          response,
          openAiFailure(404, `The model \`${request.model}\` does not exist.`, 'model_not_found'),
        );
      }
      if (scripted && isFailure(scripted)) return fail(response, scripted);
      const answer = scripted ?? improvise(request);
      const head = headOf('chatcmpl-', request.model);
      const usage = openAiUsage(usageOf(request, answer));
      if (!request.stream) return whole(response, head, answer, usage);
      const usageIn = answer.usageIn ?? (request.stream_options?.include_usage ? 'own-chunk' : 'last-chunk');
      await streamAnswer(response, head, { ...answer, usageIn }, usage);
    },
    async answerMessages(headers, body, response) {
      const bearer = headers.authorization?.replace(/^Bearer /, '');
      const key = [headers['x-api-key'], bearer].find((each) => each !== undefined);
      if (typeof key !== 'string' || !key.startsWith(keyPrefix)) return fail(response, refuseKey());
      if (headers['anthropic-version'] === undefined) {
        return fail(
          response,
          anthropicFailure(400, 'invalid_request_error', 'anthropic-version: header is required'),
        );
      }
      const parsed = MessagesRequest.safeParse(parseJson(body));
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        const sentence = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`;
        return fail(response, anthropicFailure(400, 'invalid_request_error', sentence));
      }
      const request = toChatRequest(parsed.data);
      record(request, key, body, parsed.data);
      const refusal = refuse(parsed.data);
      if (refusal) return fail(response, refusal);
      const scripted = take(request, key);
      if (!scripted && !options.models.includes(request.model))
        return fail(response, anthropicFailure(404, 'not_found_error', `model: ${request.model}`));
      if (scripted && isFailure(scripted)) return fail(response, scripted);
      const answer = scripted ?? improvise(request);
      const head = headOf('msg_', request.model);
      const usage = usageOf(request, answer);
      if (request.stream) return streamMessages(response, head, answer, usage);
      if (answer.steps.some(({ type }) => type === 'hang')) return;
      if (answer.steps.some(({ type }) => type === 'abort')) return void response.destroy();
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify(wholeMessage(head, answer, usage)));
    },
  };
}

const keyOf = (authorization: string): string => authorization.slice('Bearer '.length);

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Counted over everything the model is given: messages and tools. */
const promptTokens = (request: ChatRequest): number =>
  countTokens(JSON.stringify(request.messages) + (request.tools ? JSON.stringify(request.tools) : ''));

function usageOf(request: ChatRequest, answer: ParsedAnswer): Counts {
  const said = answer.steps.map((step) => ('text' in step ? step.text : '')).join('');
  const { prompt_tokens, completion_tokens, cached_tokens } = answer.usage ?? {
    prompt_tokens: promptTokens(request),
    completion_tokens: countTokens(said),
  };
  return { prompt_tokens, completion_tokens, cached_tokens: cached_tokens ?? 0 };
}

const openAiUsage = ({ prompt_tokens, completion_tokens, cached_tokens }: Counts): object => ({
  ...{ prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
  ...(cached_tokens > 0 && { prompt_tokens_details: { cached_tokens } }),
});

function fail(response: ServerResponse, failure: ParsedFailure): void {
  const isText = typeof failure.body === 'string';
  response.writeHead(failure.status, {
    'content-type': isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    ...failure.headers,
  });
  response.end(isText ? (failure.body as string) : JSON.stringify(failure.body ?? {}));
}

function whole(response: ServerResponse, head: AnswerHead, answer: ParsedAnswer, usage: object): void {
  if (answer.steps.some(({ type }) => type === 'hang')) return;
  if (answer.steps.some(({ type }) => type === 'abort')) return void response.destroy();
  const join = (type: 'text' | 'reasoning'): string =>
    answer.steps.flatMap((step) => (step.type === type ? [step.text] : [])).join('');
  const calls = answer.steps.flatMap((step) => (step.type === 'tool' ? [step] : []));
  const message = {
    role: 'assistant',
    content: join('text') || (calls.length > 0 ? null : ''),
    ...(join('reasoning') && { reasoning_content: join('reasoning') }),
    ...(calls.length > 0 && {
      tool_calls: calls.map((call, index) => ({
        id: call.id ?? `call_${index}`,
        type: 'function',
        function: { name: call.name, arguments: argumentsText(call.arguments) },
      })),
    }),
  };
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(
    JSON.stringify({
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: finishReasonOf(answer) }],
      usage,
    }),
  );
}
