import { parseModelUrl, type ModelUrl } from '../model-check/model-url.ts';

const call = /\/audio\/(?:speech|transcriptions)$/;

/**
 * As an address of a model; the path of a call is left out of `base`. It is cut from the parsed address and not from the text,
 * where it could stand behind a `?` or `#` and what is left would be another address than the one that was looked at. Pure.
 */
export function parseSpeechUrl(text: string, allow: ReadonlySet<string>): ModelUrl {
  const url = parseModelUrl(text, allow);
  return url.ok ? { ...url, base: url.base.replace(call, '') } : url;
}
