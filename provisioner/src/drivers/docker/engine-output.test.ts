import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readLines, splitOutput } from './engine-output.ts';

function piece(output: 1 | 2, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = output;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

test('lines of both outputs come in their order, without headers and line ends', () => {
  const log = Buffer.concat([piece(1, 'one\n'), piece(2, 'two\nthree\n'), piece(1, '四\n')]);
  expect(splitOutput(log)).toEqual(['one', 'two', 'three', '四']);
});

test('a line that came in pieces is one line, also when the other output spoke in between', () => {
  const log = Buffer.concat([piece(1, 'one '), piece(2, 'error\n'), piece(1, 'line\n'), piece(1, 'no end')]);
  expect(splitOutput(log)).toEqual(['error', 'one line', 'no end']);
});

test('an empty log has no lines', () => expect(splitOutput(Buffer.alloc(0))).toEqual([]));

test('a stream is read by lines, however its bytes are cut', async () => {
  const bytes = Buffer.from('{"a":"四"}\n\n{"b":2}\n{"unfinished"');
  const lines: string[] = [];
  for await (const line of readLines(Readable.from([...bytes].map((byte) => Buffer.of(byte)))))
    lines.push(line);
  expect(lines).toEqual(['{"a":"四"}', '{"b":2}']);
});
