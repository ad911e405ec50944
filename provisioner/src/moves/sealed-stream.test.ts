import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { opening, saltBytes, sealing } from './sealed-stream.ts';

const key = randomBytes(32);

function sealed(content: Buffer, by = key): Promise<Buffer> {
  const say = { begin: { bytesAbout: 7 }, end: () => ({ bytes: content.length }) };
  return pipeline(Readable.from([content]), sealing(by, randomBytes(saltBytes), say), (source) =>
    buffer(source),
  );
}

async function opened(stream: Buffer, piece = stream.length, by = key) {
  const heard: unknown[] = [];
  const pieces = Array.from({ length: Math.ceil(stream.length / piece) }, (_, i) =>
    stream.subarray(i * piece, (i + 1) * piece),
  );
  const hear = { begin: (said: unknown) => heard.push(said), end: (said: unknown) => heard.push(said) };
  const content = await pipeline(
    Readable.from(pieces),
    opening(() => by, hear),
    (source) => buffer(source),
  );
  return { content, heard };
}

test('what was sealed is opened as it was, in pieces of any length', async () => {
  const sizes = fc.integer({ min: 0, max: 200_000 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 50, max: 90_000 }), async (size, piece) => {
      const content = randomBytes(size);
      const stream = await sealed(content);
      const got = await opened(stream, piece);
      expect(got.content.equals(content)).toBe(true);
      expect(got.heard).toEqual([{ bytesAbout: 7 }, { bytes: size }]);
    }),
    { numRuns: 40 },
  );
});

test('whatever bit is flipped, it does not open', async () => {
  const stream = await sealed(randomBytes(3_000));
  // Which salt makes the key is for whoever names it, and it is one key here.
  for (let at = saltBytes; at < stream.length; at += 1 + Math.floor(stream.length / 200)) {
    const flipped = Buffer.from(stream);
    flipped[at]! ^= 1 << (at % 8);
    await expect(opened(flipped)).rejects.toThrow(/never sent|not what was sent|cut off/);
  }
});

test('wherever it is cut off, or goes on behind its end, it does not open', async () => {
  const stream = await sealed(randomBytes(150_000));
  for (const length of [0, 10, saltBytes, 60, 70_000, stream.length - 30, stream.length - 1])
    await expect(opened(stream.subarray(0, length))).rejects.toThrow(/cut off/);
  for (const more of [Buffer.alloc(1), Buffer.alloc(40), stream.subarray(saltBytes)])
    await expect(opened(Buffer.concat([stream, more]))).rejects.toThrow();
});

test('another key does not open it, and frames of two streams do not mix', async () => {
  const [one, other] = [await sealed(randomBytes(70_000)), await sealed(randomBytes(70_000))];
  await expect(opened(one, 9_999, randomBytes(32))).rejects.toThrow(/not what was sent/);
  // Both end with a frame of the same number under the same key, and tell apart by what they say at their ends alone.
  const swapped = Buffer.concat([one.subarray(0, 1_000), other.subarray(1_000)]);
  await expect(opened(swapped)).rejects.toThrow();
});

test('frames that change places do not open', async () => {
  const stream = await sealed(randomBytes(128 * 1024));
  const frame = 5 + 64 * 1024 + 16;
  const begin = stream.length - 2 * frame - (5 + JSON.stringify({ bytes: 131_072 }).length + 16);
  const [first, second] = [
    stream.subarray(begin, begin + frame),
    stream.subarray(begin + frame, begin + 2 * frame),
  ];
  const changed = Buffer.concat([
    stream.subarray(0, begin),
    second,
    first,
    stream.subarray(begin + 2 * frame),
  ]);
  await expect(opened(changed)).rejects.toThrow(/not what was sent/);
});
