import type { MessagesRequest } from './anthropic-request.ts';
import type { ChatRequest } from './chat-request.ts';
import { promptTokens } from './token-counts.ts';

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

export interface ModelRequests {
  /** oldest first */
  all(): readonly ModelRequest[];
  add(request: ChatRequest, key: string, body: Buffer, raw?: MessagesRequest): void;
  clear(): void;
}

const requestsMax = 1000;

export function createModelRequests(now: () => number): ModelRequests {
  let requests: ModelRequest[] = [];
  return {
    all: () => requests,
    add(request, key, body, raw) {
      requests.push({
        ...(raw && { raw }),
        at: now(),
        key,
        bodyBytes: body.length,
        promptTokens: promptTokens(request),
        messages: request.messages.length,
        tools: request.tools?.length ?? 0,
        stream: request.stream === true,
        body: request,
      });
      if (requests.length > requestsMax) requests = requests.slice(-requestsMax / 2);
    },
    clear() {
      requests = [];
    },
  };
}
