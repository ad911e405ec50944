/** One sentence spoken and heard by what the subscriber entered, told as one sentence when it fails. */
import { z } from 'zod';
import type { ModelCheckOptions } from '../model-check/check-model.ts';
import { guardedPost } from '../model-check/guarded-request.ts';
import type { ModelUrlRefusal } from '../model-check/model-url.ts';
import { refuse, refuseReply, type Refusal, type ReplyRefusal } from '../model-check/refuse-reply.ts';
import { recordingType, silence } from './recording.ts';
import { refuseSpeechForm, type SpeechForm, type SpeechFormRefusal } from './speech-form.ts';
import { parseSpeechUrl } from './speech-url.ts';

export type SpeechRefusal = ModelUrlRefusal | SpeechFormRefusal | ReplyRefusal;

/** which half failed; null: what was entered cannot be tried */
export type SpeechStep = 'speaking' | 'hearing' | null;

export type SpeechCheck =
  | {
      ok: true;
      baseUrl: string;
      /** null where answers are not to be spoken */
      recording: { mimeType: string; base64: string } | null;
      /** what was heard of the recording, or of silence; null where nobody is to hear */
      heard: string | null;
    }
  | (Refusal<SpeechRefusal> & { step: SpeechStep });

type Wanted = Pick<SpeechForm, 'baseUrl' | 'key' | 'speakingModel' | 'voice' | 'hearingModel'>;
type Service = { baseUrl: string; exempt: boolean; key: string; options: ModelCheckOptions };

const timeoutMsDefault = 15_000;
const recordingBytesMax = 1024 * 1024;
const transcriptBytesMax = 64 * 1024;
const heardCharsMax = 200;
const Transcript = z.object({ text: z.string() });

/** Costs the subscriber one short sentence. Never throws for anything the other side does. */
export async function checkSpeech(
  form: Wanted,
  { words, ...options }: ModelCheckOptions & { words: string },
): Promise<SpeechCheck> {
  const url = parseSpeechUrl(form.baseUrl, options.allow);
  if (!url.ok) return { ...refuse(url.reason), step: null };
  const wrong = refuseSpeechForm(form, form.key);
  if (wrong) return { ...refuse(wrong), step: null };
  const service = { baseUrl: url.base, exempt: url.exempt, key: form.key, options };

  const spoken = form.speakingModel === '' ? null : await speak(service, form, words);
  if (spoken !== null && 'reason' in spoken) return { ...spoken, step: 'speaking' };
  const heard = form.hearingModel === '' ? null : await hear(service, form.hearingModel, spoken ?? silence());
  if (heard !== null && typeof heard !== 'string') return { ...heard, step: 'hearing' };
  return {
    ok: true,
    baseUrl: url.base,
    recording: spoken && { mimeType: recordingType(spoken)!.mimeType, base64: spoken.toString('base64') },
    heard,
  };
}

/** MP3, since every browser plays it and the gateway falls back to it. */
async function speak(
  service: Service,
  { speakingModel, voice }: Wanted,
  words: string,
): Promise<Buffer | Refusal<ReplyRefusal>> {
  const asked = { model: speakingModel, voice, input: words, response_format: 'mp3' };
  const reply = await post(service, '/audio/speech', {
    contentType: 'application/json',
    body: JSON.stringify(asked),
    replyBytesMax: recordingBytesMax,
  });
  if (reply.kind === 'reply' && reply.status === 200 && recordingType(reply.bytes)) return reply.bytes;
  return refuseReply(reply, { baseUrl: service.baseUrl, model: speakingModel });
}

async function hear(
  service: Service,
  model: string,
  recording: Buffer,
): Promise<string | Refusal<ReplyRefusal>> {
  const { mimeType, ending } = recordingType(recording)!;
  const form = new FormData();
  form.set('model', model);
  form.set('response_format', 'json');
  form.set('file', new Blob([new Uint8Array(recording)], { type: mimeType }), `test.${ending}`);
  const encoded = new Response(form);
  const reply = await post(service, '/audio/transcriptions', {
    contentType: encoded.headers.get('content-type')!,
    body: Buffer.from(await encoded.arrayBuffer()),
    replyBytesMax: transcriptBytesMax,
  });
  const answer = reply.kind === 'reply' && reply.status === 200 ? parseTranscript(reply.body) : null;
  return answer ?? refuseReply(reply, { baseUrl: service.baseUrl, model });
}

function post(
  { baseUrl, exempt, key, options: { timeoutMs = timeoutMsDefault, lookup } }: Service,
  path: string,
  { contentType, ...rest }: { contentType: string; body: string | Buffer; replyBytesMax: number },
) {
  return guardedPost({
    url: new URL(baseUrl + path),
    headers: { 'content-type': contentType, authorization: `Bearer ${key}` },
    exempt,
    timeoutMs,
    ...rest,
    ...(lookup ? { lookup } : {}),
  });
}

function parseTranscript(body: string): string | null {
  try {
    return Transcript.parse(JSON.parse(body)).text.trim().slice(0, heardCharsMax).toWellFormed();
  } catch {
    return null;
  }
}
