import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { z } from 'zod';
import { keyPrefix } from './catalog.ts';
import { sendFailure } from './send-failure.ts';
import { silentMp3, textOfSilentMp3 } from './silent-mp3.ts';
import { openAiFailure } from './vendor-errors.ts';

/** What was asked of the ears or the voice. */
export type SpeechRequest =
  | { kind: 'transcription'; model: string; fileName: string; bytes: number; language: string | null }
  | { kind: 'speech'; model: string; voice: string; input: string; format: string };

export interface Speech {
  readonly requests: readonly SpeechRequest[];
  reset(): void;
  /** False when the path is not one of these. */
  answer(path: string, headers: IncomingHttpHeaders, body: Buffer, response: ServerResponse): boolean;
}

const SpeakRequest = z.looseObject({
  model: z.string(),
  voice: z.string(),
  input: z.string().min(1).max(4096),
  response_format: z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']).default('mp3'),
});

const types: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', opus: 'audio/ogg', wav: 'audio/wav' };

/**
 * Ears and a voice without a model: a recording is "heard" as the text that it holds, and a text is "spoken" as a file that holds it,
 * behind the first bytes of its format, as MP3 in its tag. So what was spoken can be heard again.
 */
export function createSpeech(): Speech {
  let requests: SpeechRequest[] = [];
  return {
    get requests() {
      return requests;
    },
    reset() {
      requests = [];
    },
    answer(path, headers, body, response) {
      const isHearing = path.endsWith('/audio/transcriptions');
      if (!isHearing && !path.endsWith('/audio/speech')) return false;
      if (!headers.authorization?.startsWith(`Bearer ${keyPrefix}`)) {
        sendFailure(response, openAiFailure(401, 'Incorrect API key provided.', 'invalid_api_key'));
        return true;
      }
      const work = isHearing ? transcribe(headers, body) : Promise.resolve(speak(body));
      work
        .then(({ request, send }) => {
          if (request) requests.push(request);
          send(response);
        })
        .catch(() =>
          sendFailure(response, openAiFailure(400, 'The request is malformed.', 'invalid_request')),
        );
      return true;
    },
  };
}

/** A real recording in WAV says nothing here. */
function textOf(bytes: Buffer): string {
  if (bytes.toString('latin1', 8, 12) === 'WAVE') return '';
  return textOfSilentMp3(bytes) ?? bytes.toString('utf8').replace(/^(?:OggS|ID3|RIFF)/, '');
}

type Outcome = { request?: SpeechRequest; send(response: ServerResponse): void };

async function transcribe(headers: IncomingHttpHeaders, body: Buffer): Promise<Outcome> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData();
  const file = form.get('file');
  const model = form.get('model');
  if (!(file instanceof File) || typeof model !== 'string') {
    return {
      send: (response) => sendFailure(response, openAiFailure(400, 'file and model are required', 'invalid')),
    };
  }
  const bytes = Buffer.from(await file.arrayBuffer());
  const text = textOf(bytes).trim();
  const language = form.get('language');
  return {
    request: {
      kind: 'transcription',
      model,
      fileName: file.name,
      bytes: file.size,
      language: typeof language === 'string' ? language : null,
    },
    send(response) {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ text }));
    },
  };
}

const firstBytes: Readonly<Record<string, string>> = { opus: 'OggS', wav: 'RIFF' };

function speak(body: Buffer): Outcome {
  const parsed = SpeakRequest.safeParse(JSON.parse(body.toString('utf8')));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const sentence = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'malformed'}`;
    return { send: (response) => sendFailure(response, openAiFailure(400, sentence, 'invalid_value')) };
  }
  const { model, voice, input, response_format: format } = parsed.data;
  return {
    request: { kind: 'speech', model, voice, input, format },
    send(response) {
      response.writeHead(200, { 'content-type': types[format] ?? 'application/octet-stream' });
      response.end(format === 'mp3' ? silentMp3(input) : Buffer.from(`${firstBytes[format] ?? ''}${input}`));
    },
  };
}
