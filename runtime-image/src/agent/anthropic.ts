/** Anthropic's messages, also at the addresses of other vendors that offer them: one streamed answer as events. */
import type { Provider } from '../config/settings.ts';
import { anthropicBody } from './anthropic-body.ts';
import { AnthropicAnswer } from './anthropic-answer.ts';
import type { StreamAnswer } from './http-stream.ts';
import { IdleLimit } from './idle-limit.ts';
import type { ModelEvent, ModelRequest } from './model.ts';
import { readEvents } from './sse.ts';
import {
  answerCharsMax,
  causeOf,
  failed,
  mergeHeaders,
  openStream,
  readAll,
  VendorError,
} from './vendor-stream.ts';
import { vendorOf } from './vendor.ts';

/** @param idleMs longest silence of the stream, first byte included */
export async function* streamAnthropic(request: ModelRequest, idleMs: number): AsyncGenerator<ModelEvent> {
  const { target, signal } = request;
  const idle = new IdleLimit(idleMs, signal);
  try {
    const answer = await openStream({
      target,
      idle,
      ...endpointOf(target.provider),
      body: () => anthropicBody(request),
    });
    const said = new AnthropicAnswer(target.reference);
    for await (const data of readEvents(await chunksOf(answer))) {
      idle.touch();
      const event = said.take(data);
      if (event !== null) yield event;
      if (said.isOver) break;
      if (said.chars > answerCharsMax) {
        said.cut();
        break;
      }
    }
    if (idle.expired) yield failed(target, { from: 'network', cause: 'timeout' });
    else if (signal.aborted) signal.throwIfAborted();
    else {
      const end = said.end();
      yield 'from' in end ? failed(target, end) : end;
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (idle.expired) yield failed(target, { from: 'network', cause: 'timeout' });
    else yield failed(target, causeOf(error));
  } finally {
    idle.stop();
  }
}

const wholeBytesMax = 4_000_000;

/** A proxy that answers with JSON instead of a stream answers with an error, whatever its status says. */
async function chunksOf(answer: StreamAnswer): Promise<AsyncIterable<Buffer> | Buffer[]> {
  if (!/application\/json/.test(answer.contentType)) return answer.chunks;
  const whole = await readAll(answer.chunks, wholeBytesMax);
  if (/^\s*(?:event|data|:)/.test(whole.toString('utf8', 0, 64))) return [whole];
  throw new VendorError(answer.status, whole.toString('utf8'));
}

type Endpoint = { url: URL; headers: Record<string, string> };
const endpoints = new WeakMap<Provider, Endpoint>();

/**
 * A base address with or without `/v1`. Anthropic itself wants the key in a header of its own; others take that or a bearer token,
 * so they get both.
 */
function endpointOf(provider: Provider): Endpoint {
  let endpoint = endpoints.get(provider);
  if (endpoint === undefined) {
    const { baseUrl, apiKey, bearerOnly = false } = provider;
    const key = apiKey || 'none';
    const headers = {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'user-agent': 'rockpool-gateway',
      'anthropic-version': '2023-06-01',
      ...(bearerOnly ? {} : { 'x-api-key': key }),
      ...(bearerOnly || vendorOf(baseUrl) !== 'anthropic' ? { authorization: `Bearer ${key}` } : {}),
    };
    const url = new URL(`${baseUrl}${/\/v\d+$/.test(baseUrl) ? '' : '/v1'}/messages`);
    endpoint = { url, headers: mergeHeaders(headers, provider.headers) };
    endpoints.set(provider, endpoint);
  }
  return endpoint;
}
