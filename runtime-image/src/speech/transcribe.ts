/** A recording as words. */
import * as z from 'zod/mini';
import { encodeForm } from '../channels/feishu/media/multipart.ts';
import type { Hearing } from '../config/speech.ts';
import { explainModelFailure, type ModelFailure } from '../model-errors.ts';
import { askAudio } from './audio-api.ts';

export type Transcript =
  | { kind: 'heard'; text: string }
  /** nobody spoke */
  | { kind: 'silent' }
  | { kind: 'too_large'; bytesMax: number }
  | { kind: 'failed'; failure: ModelFailure };

export type Recording = { name: string; mimeType: string; bytes: Uint8Array };

const answerBytesMax = 1_000_000;
const Answer = z.looseObject({ text: z.string() });

/** Throws only the abort of the signal. */
export async function transcribe(
  recording: Recording,
  hearing: Hearing,
  signal: AbortSignal,
): Promise<Transcript> {
  if (recording.bytes.length > hearing.bytesMax) return { kind: 'too_large', bytesMax: hearing.bytesMax };
  const { contentType, pieces } = encodeForm(
    {
      model: hearing.model,
      response_format: 'json',
      ...(hearing.language === null ? {} : { language: hearing.language }),
      ...(hearing.prompt === null ? {} : { prompt: hearing.prompt }),
    },
    { field: 'file', ...recording, name: nameForService(recording) },
  );
  const answer = await askAudio({
    endpoint: hearing,
    path: '/audio/transcriptions',
    contentType,
    signal,
    body: Buffer.concat(pieces),
    bytesMax: answerBytesMax,
  });
  if (answer.kind === 'failed') return answer;
  const parsed = Answer.safeParse(readJson(answer.bytes));
  if (!parsed.success) {
    const at = { baseUrl: hearing.baseUrl, model: hearing.model };
    return { kind: 'failed', failure: explainModelFailure({ from: 'http', status: 200, body: '', ...at }) };
  }
  const text = parsed.data.text.trim();
  return text === '' ? { kind: 'silent' } : { kind: 'heard', text };
}

/** Services tell the format by the end of the name, and know `ogg` where a phone writes `opus`. */
function nameForService({ name, mimeType }: Recording): string {
  const ending =
    /\.(\w{2,4})$/.exec(name)?.[1]?.toLowerCase() ?? endings[mimeType.split(';')[0] ?? ''] ?? 'ogg';
  return `voice.${ending === 'opus' || ending === 'oga' ? 'ogg' : ending}`;
}

const endings: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/amr': 'amr',
  'audio/webm': 'webm',
  'audio/flac': 'flac',
};

function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
