/** Lines of `FilesFrame`s out of a stream of bytes, however it is cut. */
import { FilesFrame } from '../control/files-frame.ts';

export const lineBytesMax = 1024 * 1024;

export type FrameLine =
  | { kind: 'frame'; files: FilesFrame['files'] }
  /** the reason never has a word of the line in it: what is half a frame may hold half a secret */
  | { kind: 'refused'; reason: 'too_long' | 'not_utf8' | 'not_json' | 'not_a_frame'; bytes: number };

export type FrameReader = {
  /** The lines that this piece completes; blank ones are passed over. */
  push(piece: Uint8Array): FrameLine[];
  /** What is left when the stream ends: a last line without its end counts as one. */
  end(): FrameLine[];
};

const newline = 0x0a;

export function createFrameReader(): FrameReader {
  let pieces: Uint8Array[] = [];
  let bytes = 0;

  const take = (part: Uint8Array): void => {
    bytes += part.length;
    if (bytes <= lineBytesMax) pieces.push(new Uint8Array(part));
    else pieces = [];
  };
  const finish = (): FrameLine[] => {
    const line = bytes > lineBytesMax ? refused('too_long', bytes) : parseLine(pieces, bytes);
    pieces = [];
    bytes = 0;
    return line === null ? [] : [line];
  };
  return {
    push(piece) {
      const lines: FrameLine[] = [];
      let from = 0;
      for (let at = piece.indexOf(newline); at !== -1; at = piece.indexOf(newline, from)) {
        take(piece.subarray(from, at));
        lines.push(...finish());
        from = at + 1;
      }
      take(piece.subarray(from));
      return lines;
    },
    end: finish,
  };
}

function parseLine(pieces: Uint8Array[], bytes: number): FrameLine | null {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(whole).trim();
  } catch {
    return refused('not_utf8', bytes);
  }
  if (text === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused('not_json', bytes);
  }
  const parsed = FilesFrame.safeParse(value);
  return parsed.success ? { kind: 'frame', files: parsed.data.files } : refused('not_a_frame', bytes);
}

function refused(reason: Extract<FrameLine, { kind: 'refused' }>['reason'], bytes: number): FrameLine {
  return { kind: 'refused', reason, bytes };
}
