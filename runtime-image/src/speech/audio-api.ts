/** One question to a service that speaks OpenAI's audio API, with its limits of time and size. */
import { IdleLimit } from '../agent/idle-limit.ts';
import { postForStream } from '../agent/http-stream.ts';
import { causeOf, readAll, VendorError } from '../agent/vendor-stream.ts';
import type { SpeechEndpoint } from '../config/speech.ts';
import { explainModelFailure, type ModelFailure, type ModelFailureInput } from '../model-errors.ts';

export type AudioAnswer =
  | { kind: 'ok'; bytes: Buffer; contentType: string }
  | { kind: 'failed'; failure: ModelFailure; body: string };

export type AudioQuestion = {
  endpoint: SpeechEndpoint;
  /** behind the base address, e.g. `/audio/speech` */
  path: string;
  contentType: string;
  body: Buffer;
  /** a longer answer is a failure */
  bytesMax: number;
  signal: AbortSignal;
};

/** Throws only the abort of the signal. */
export async function askAudio(question: AudioQuestion): Promise<AudioAnswer> {
  const { endpoint, signal, bytesMax } = question;
  const at = { baseUrl: endpoint.baseUrl, model: endpoint.model };
  const limit = new IdleLimit(endpoint.timeoutMs, signal);
  try {
    const answer = await postForStream({
      url: new URL(endpoint.baseUrl + question.path),
      headers: {
        'content-type': question.contentType,
        'user-agent': 'rockpool-gateway',
        authorization: `Bearer ${endpoint.apiKey || 'none'}`,
      },
      body: { head: question.body, tail: '' },
      onOpen: (end) => limit.ends(end),
    });
    const bytes = await readAll(answer.chunks, bytesMax + 1);
    const isGood = answer.status >= 200 && answer.status < 300 && bytes.length <= bytesMax;
    if (isGood) return { kind: 'ok', bytes, contentType: answer.contentType };
    throw new VendorError(answer.status, bytes.toString('utf8', 0, 65_536));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const cause = limit.expired ? ({ from: 'network', cause: 'timeout' } as const) : causeOf(error);
    const failure = explainModelFailure({ ...cause, ...at } as ModelFailureInput);
    return { kind: 'failed', failure, body: error instanceof VendorError ? error.body : '' };
  } finally {
    limit.stop();
  }
}
