/** Answers to completion requests, in OpenAI's form and in Anthropic's: as a script says, else as the sandbox model does. */
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { MessagesRequest, refuse, refuseKey, toChatRequest } from './anthropic-request.ts';
import { streamMessages, wholeMessage } from './anthropic-stream.ts';
import { keyPrefix } from './catalog.ts';
import { ChatRequest } from './chat-request.ts';
import { answerInstantly } from './instant.ts';
import { createModelRequests, type ModelRequest } from './model-requests.ts';
import { answerAsSandbox } from './sandbox-model.ts';
import { AnswerScript, isFailure, type ParsedAnswer, type ParsedFailure, type Script } from './script.ts';
import { createScriptQueue } from './script-queue.ts';
import { sendFailure } from './send-failure.ts';
import { streamAnswer, type AnswerHead } from './stream.ts';
import { countsOf, openAiUsage } from './token-counts.ts';
import { anthropicFailure, openAiFailure } from './vendor-errors.ts';
import { sendWhole, wholeCompletion } from './whole-answer.ts';

export interface CompletionOptions {
  models: readonly string[];
  now: () => number;
  isInstant: boolean;
  chunkDelayMs: number;
}

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
  const requests = createModelRequests(options.now);
  const scripts = createScriptQueue();

  function checkKey(authorization: string | undefined): ParsedFailure | undefined {
    if (!authorization?.startsWith('Bearer ')) {
      return openAiFailure(401, "You didn't provide an API key.", 'invalid_api_key');
    }
    if (keyOf(authorization).startsWith(keyPrefix)) return undefined;
    return openAiFailure(401, 'Incorrect API key provided.', 'invalid_api_key');
  }

  /** Undefined: nobody has scripted it, and there is no such model. */
  function answerTo(request: ChatRequest, key: string): ParsedAnswer | ParsedFailure | undefined {
    const scripted = scripts.take(request, key);
    if (scripted || !options.models.includes(request.model)) return scripted;
    return AnswerScript.parse({ steps: answerAsSandbox(request), chunkDelayMs: options.chunkDelayMs });
  }

  const headOf = (prefix: string, model: string): AnswerHead => ({
    id: prefix + randomUUID(),
    created: Math.floor(options.now() / 1000),
    model,
  });

  return {
    get requests() {
      return requests.all();
    },
    queue: scripts.add,
    reset() {
      scripts.clear();
      requests.clear();
    },
    checkKey,
    async answer(authorization, body, response) {
      if (options.isInstant) return answerInstantly(body, response);
      const refusal = checkKey(authorization);
      if (refusal) return sendFailure(response, refusal);
      const parsed = ChatRequest.safeParse(parseJson(body));
      if (!parsed.success)
        return sendFailure(response, openAiFailure(400, 'The request is malformed.', 'invalid_request'));
      const request = parsed.data;
      const { model } = request;
      const key = keyOf(authorization ?? '');
      requests.add(request, key, body);
      const answer =
        answerTo(request, key) ??
        openAiFailure(404, `The model \`${model}\` does not exist.`, 'model_not_found');
      if (isFailure(answer)) return sendFailure(response, answer);
      const head = headOf('chatcmpl-', model);
      const usage = openAiUsage(countsOf(request, answer));
      if (!request.stream) return sendWhole(response, answer, () => wholeCompletion(head, answer, usage));
      const usageIn = answer.usageIn ?? (request.stream_options?.include_usage ? 'own-chunk' : 'last-chunk');
      await streamAnswer(response, head, { ...answer, usageIn }, usage);
    },
    async answerMessages(headers, body, response) {
      const bearer = headers.authorization?.replace(/^Bearer /, '');
      const key = [headers['x-api-key'], bearer].find((each) => each !== undefined);
      if (typeof key !== 'string' || !key.startsWith(keyPrefix)) return sendFailure(response, refuseKey());
      const invalid = (sentence: string): void =>
        sendFailure(response, anthropicFailure(400, 'invalid_request_error', sentence));
      if (headers['anthropic-version'] === undefined) return invalid('anthropic-version: header is required');
      const parsed = MessagesRequest.safeParse(parseJson(body));
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        return invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`);
      }
      const request = toChatRequest(parsed.data);
      const { model } = request;
      requests.add(request, key, body, parsed.data);
      const refusal = refuse(parsed.data);
      if (refusal) return sendFailure(response, refusal);
      const answer = answerTo(request, key) ?? anthropicFailure(404, 'not_found_error', `model: ${model}`);
      if (isFailure(answer)) return sendFailure(response, answer);
      const head = headOf('msg_', model);
      const counts = countsOf(request, answer);
      if (request.stream) return streamMessages(response, head, answer, counts);
      sendWhole(response, answer, () => wholeMessage(head, answer, counts));
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
