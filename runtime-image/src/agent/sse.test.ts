import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventCharsMax, readEvents } from './sse.ts';

async function* chunks(bytes: Buffer, sizes: number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(text: string, sizes = [1_000]): Promise<string[]> {
  const events: string[] = [];
  for await (const data of readEvents(chunks(Buffer.from(text), sizes))) events.push(data);
  return events;
}

it('reads every payload however the bytes are cut', async () => {
  const payload = fc.array(
    fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify({ text })),
    { maxLength: 8 },
  );
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(payload, sizes, fc.constantFrom('\n', '\r\n'), async (payloads, cut, end) => {
      const text = payloads
        .map((data) => `: keep-alive${end}event: x${end}data: ${data}${end}${end}`)
        .join('');
      expect(await read(text, cut)).toEqual(payloads);
    }),
  );
});

it('joins the lines of one event and takes a last event without its blank line', async () => {
  expect(await read('data: a\ndata:b\n\ndata: c')).toEqual(['a\nb', 'c']);
  expect(await read(': only a comment\n\n\n')).toEqual([]);
});

it.each([
  ['line', 'x'.repeat(100_000)],
  ['event', `data: ${'x'.repeat(100_000)}\n`],
])('gives up on a %s that never ends', async (_what, piece) => {
  let sent = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (; ; sent += piece.length) yield Buffer.from(piece);
  }
  await expect(readEvents(endless()).next()).rejects.toThrow(SyntaxError);
  expect(sent).toBeLessThan(2 * eventCharsMax);
});
