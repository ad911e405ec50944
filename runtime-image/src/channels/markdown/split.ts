/** Long texts → pieces the platform takes, cut where it hurts least, code blocks closed and opened again. */
import { fenceMark } from './signs.ts';

/** What one code point adds to the size of a piece. */
export type Weigh = (codePoint: number) => number;

export const countCharacters: Weigh = (codePoint) => (codePoint > 0xffff ? 2 : 1);

/** Bytes inside a JSON string, which is what the platform measures cards by. */
export const countJsonBytes: Weigh = (codePoint) => {
  if (codePoint < 0x20) return codePoint === 9 || codePoint === 10 || codePoint === 13 ? 2 : 6;
  if (codePoint === 0x22 || codePoint === 0x5c) return 2;
  if (codePoint < 0x80) return 1;
  return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
};

/** Room for closing a code block and opening it again with its language. */
const fenceReserve = 48;

/**
 * Pieces of at most `max`, none empty. The cut of a piece depends only on the text before its limit, so the pieces of a
 * growing text stay as they are, but for the last one.
 */
export function split(text: string, max: number, weigh: Weigh): string[] {
  const pieces: string[] = [];
  let rest = text;
  let opening = '';
  for (;;) {
    const end = endWithin(rest, max - fenceReserve, weigh);
    if (end >= rest.length) {
      pieces.push(opening + rest);
      return pieces;
    }
    const cut = cutBefore(rest, end);
    const piece = opening + rest.slice(0, cut).trimEnd();
    const fence = openFence(piece);
    if (piece.trim()) pieces.push(fence ? `${piece}\n${fence.mark}` : piece);
    opening = fence ? `${fence.line}\n` : '';
    // inside code, indentation has a meaning: only the line's end goes
    rest = fence ? rest.slice(cut).replace(/^\n/, '') : rest.slice(cut).trimStart();
    if (!rest) return pieces;
  }
}

/** How many UTF-16 units of the text fit. */
function endWithin(text: string, max: number, weigh: Weigh): number {
  let size = 0;
  for (let at = 0; at < text.length;) {
    const codePoint = text.codePointAt(at)!;
    size += weigh(codePoint);
    if (size > max) return at;
    at += codePoint > 0xffff ? 2 : 1;
  }
  return text.length;
}

/** A paragraph's end, else a line's, a sentence's, a word's; in the second half, so that pieces do not get tiny. */
function cutBefore(text: string, end: number): number {
  const window = text.slice(0, end);
  const half = end / 2;
  for (const pattern of ['\n\n', '\n']) {
    const at = window.lastIndexOf(pattern);
    if (at > half) return at;
  }
  for (const pattern of [/[。！？；.!?;](?=[^。！？；.!?;]*$)/, /\s(?=\S*$)/]) {
    const at = window.search(pattern);
    if (at > half) return at + 1;
  }
  return Math.max(end, 1);
}

/** The code block that is still open at the end of the text. */
function openFence(text: string): { mark: string; line: string } | null {
  let open: { mark: string; line: string } | null = null;
  for (const line of text.split('\n')) {
    const mark = fenceMark(line);
    if (!mark) continue;
    if (!open) open = { mark, line: line.trim().slice(0, fenceReserve / 2) };
    else if (mark.startsWith(open.mark) && line.trim() === mark) open = null;
  }
  return open;
}
