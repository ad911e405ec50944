import { describe, expect, it } from 'vitest';
import { createFrameReader, lineBytesMax, type FrameLine } from './frame.ts';

const files = { 'openclaw.json': '{ name: "珊瑚🐠" }', 'rockpool.json': null, '.env': 'KEY="sk-secret"\n' };
const frame = Buffer.from(JSON.stringify({ files }));
const line = Buffer.concat([frame, Buffer.from('\n')]);

function read(pieces: Uint8Array[]): FrameLine[] {
  const reader = createFrameReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

describe('a frame', () => {
  it('is the same wherever it is cut, within a character too', () => {
    for (let at = 0; at <= line.length; at += 1) {
      expect(read([line.subarray(0, at), line.subarray(at)])).toEqual([{ kind: 'frame', files }]);
    }
    expect(read([...line].map((byte) => Uint8Array.of(byte)))).toEqual([{ kind: 'frame', files }]);
  });

  it('may come with others in one piece, after blank lines, and last without an end of line', () => {
    const found = read([Buffer.concat([Buffer.from('\n  \r\n'), line, line, frame])]);
    expect(found).toEqual(Array(3).fill({ kind: 'frame', files }));
  });

  it('is kept apart from the buffer that it came in, which its owner uses again', () => {
    const reader = createFrameReader();
    const half = Buffer.from(line.subarray(0, 20));
    reader.push(half);
    half.fill(0x20);
    expect(reader.push(line.subarray(20))).toEqual([{ kind: 'frame', files }]);
  });

  it('fills a line of one MiB, not a byte more', () => {
    const empty = Buffer.byteLength(JSON.stringify({ files: { ...files, '.env': '' } }));
    const sized = (bytes: number) =>
      Buffer.from(`${JSON.stringify({ files: { ...files, '.env': 'x'.repeat(bytes - empty) } })}\n`);
    expect(read([sized(lineBytesMax)])).toMatchObject([{ kind: 'frame' }]);
    expect(read([sized(lineBytesMax + 1), line])).toEqual([
      { kind: 'refused', reason: 'too_long', bytes: lineBytesMax + 1 },
      { kind: 'frame', files },
    ]);
  });
});

describe('a line that is none', () => {
  it.each([
    ['half a frame with the next one behind it', Buffer.concat([frame.subarray(0, 30), frame]), 'not_json'],
    ['broken UTF-8', Buffer.concat([frame.subarray(0, 20), Buffer.of(0xff), frame.subarray(20)]), 'not_utf8'],
    [
      'other JSON',
      Buffer.from('{"files":{"openclaw.json":null,"rockpool.json":null,".env":null}}'),
      'not_a_frame',
    ],
    ['a text', Buffer.from('"sk-secret"'), 'not_a_frame'],
  ])('is refused without a word of it: %s', (_name, bytes, reason) => {
    const found = read([bytes, Buffer.from('\n'), line]);
    expect(found).toEqual([
      { kind: 'refused', reason, bytes: bytes.length },
      { kind: 'frame', files },
    ]);
    expect(JSON.stringify(found[0])).not.toContain('sk-secret');
  });

  it('without an end is not kept', () => {
    const reader = createFrameReader();
    const piece = Buffer.alloc(65_536, 'x');
    for (let count = 0; count < 64; count += 1) expect(reader.push(piece)).toEqual([]);
    expect(reader.end()).toEqual([{ kind: 'refused', reason: 'too_long', bytes: 64 * 65_536 }]);
  });
});
