/** Words as a recording. */
import type { OutgoingFile } from '../channels/channel.ts';
import type { Speaking } from '../config/speech.ts';
import { explainModelFailure, type ModelFailure } from '../model-errors.ts';
import { askAudio, type AudioAnswer } from './audio-api.ts';

export type Synthesis = { kind: 'spoken'; file: OutgoingFile } | { kind: 'failed'; failure: ModelFailure };

const bytesMax = 10 * 1024 * 1024;

/** opus is what chat platforms play as a voice message; a service that does not have it is asked for MP3 from then on */
const formats = {
  opus: { name: 'voice.opus', mimeType: 'audio/ogg; codecs=opus' },
  mp3: { name: 'voice.mp3', mimeType: 'audio/mpeg' },
} as const;
const withoutOpus = new Set<string>();

/**
 * @param text what is to be read out, see `speakableText`
 * @param voice in place of the configured one. Throws only the abort of the signal.
 */
export async function synthesize(
  text: string,
  speaking: Speaking,
  voice: string | null,
  signal: AbortSignal,
): Promise<Synthesis> {
  const service = `${speaking.baseUrl} ${speaking.model}`;
  const ask = (format: keyof typeof formats): Promise<AudioAnswer> =>
    askAudio({
      endpoint: speaking,
      path: '/audio/speech',
      contentType: 'application/json',
      bytesMax,
      signal,
      body: Buffer.from(
        JSON.stringify({
          model: speaking.model,
          voice: voice ?? speaking.voice,
          input: text,
          response_format: format,
        }),
      ),
    });
  let format: keyof typeof formats = withoutOpus.has(service) ? 'mp3' : 'opus';
  let answer = await ask(format);
  if (format === 'opus' && answer.kind === 'failed' && /response_format|opus/i.test(answer.body)) {
    withoutOpus.add(service);
    format = 'mp3';
    answer = await ask(format);
  }
  if (answer.kind === 'failed') return answer;
  // an error that calls itself a success
  if (answer.bytes.length === 0 || /json|html|text\//.test(answer.contentType)) {
    const at = { baseUrl: speaking.baseUrl, model: speaking.model };
    const body = answer.bytes.toString('utf8', 0, 65_536);
    return { kind: 'failed', failure: explainModelFailure({ from: 'http', status: 200, body, ...at }) };
  }
  const type = isOgg(answer.bytes) ? formats.opus : formats.mp3;
  return { kind: 'spoken', file: { kind: 'audio', ...type, bytes: answer.bytes } };
}

/** Some services send MP3 whatever they were asked for. */
function isOgg(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'OggS';
}
