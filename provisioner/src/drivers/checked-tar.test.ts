import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { pack, type Headers } from 'tar-stream';
import { expect, test } from 'vitest';
import { checkedTar } from './checked-tar.ts';

type Entry = Headers & { content?: string; pax?: Record<string, string> };

async function tarOf(...entries: Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const { content = '', ...header } of entries) tar.entry(header, content);
  tar.finalize();
  return buffer(tar);
}

/** As the system's tar names a file with holes. */
const holed = (name: string, bytes = 5_000): Entry => ({
  name: './GNUSparseFile.7/x',
  pax: {
    ...{ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0' },
    ...{ 'GNU.sparse.name': name, 'GNU.sparse.realsize': String(bytes) },
  },
});

/** In pieces that end anywhere. */
async function passed(tar: Buffer, bytesMax: number | null = null, piece = 700): Promise<Buffer> {
  const pieces = Array.from({ length: Math.ceil(tar.length / piece) }, (_, i) =>
    tar.subarray(i * piece, (i + 1) * piece),
  );
  return pipeline(Readable.from(pieces), checkedTar(bytesMax), (source) => buffer(source));
}

const file = { name: 'data/workspace/a.md', content: 'a'.repeat(3_000) };

test.each([97, 511, 512, 513, 70_000])(
  'a tar goes through as it is, in pieces of %i bytes',
  async (piece) => {
    const tar = await tarOf(
      { name: 'data/', type: 'directory' },
      file,
      { name: `data/${'long/'.repeat(80)}name`, content: 'b' },
      { name: 'data/outside', type: 'symlink', linkname: '../../etc/passwd' },
      holed('data/workspace/database'),
      { name: 'data/hard', type: 'link', linkname: 'data/workspace/a.md' },
    );
    expect((await passed(tar, null, piece)).equals(tar)).toBe(true);
  },
);

test.each<[string, Entry, RegExp]>([
  ['a place above', { name: 'data/../x' }, /outside/],
  ['another place', { name: './x' }, /outside/],
  ['a place whose name begins alike', { name: 'database/x' }, /outside/],
  ['an absolute place', { name: '/etc/x' }, /outside/],
  ['a place above in a long name', { name: `data/${'long/'.repeat(60)}../../x` }, /outside/],
  ['a hard link beside it', { name: 'data/x', type: 'link', linkname: 'etc/shadow' }, /outside/],
  ['a hard link above', { name: 'data/x', type: 'link', linkname: 'data/../x' }, /outside/],
  ['an absolute hard link', { name: 'data/x', type: 'link', linkname: '/etc/shadow' }, /outside/],
  ['a file with holes elsewhere', holed('etc/x'), /outside/],
  ['a file with holes above', holed('data/../x'), /outside/],
  ['a file with holes that stands in for a place above', { ...holed('data/x'), name: './../x' }, /outside/],
  ['a character device', { name: 'data/x', type: 'character-device' }, /character-device/],
  ['a block device', { name: 'data/x', type: 'block-device' }, /block-device/],
])('%s is refused', async (_what, entry, words) => {
  await expect(passed(await tarOf(file, entry, file))).rejects.toThrow(words);
});

test('what holds more than the bound is refused, however it is spread', async () => {
  const files = Array.from({ length: 4 }, (_, i) => ({ name: `data/${i}`, content: 'x'.repeat(1_000) }));
  const tar = await tarOf(...files);
  await expect(passed(tar, 3_999)).rejects.toThrow(/more than/);
  expect(await passed(tar, 4_000)).toHaveLength(tar.length);
  // holes are filled in where the disk has none
  await expect(passed(await tarOf(holed('data/x', 4_001)), 4_000)).rejects.toThrow(/more than/);
});

test('one that is cut off is refused', async () => {
  const tar = await tarOf(file);
  await expect(passed(tar.subarray(0, 2_000))).rejects.toThrow(/Unexpected end/);
});

test('bytes that are no tar are refused', async () => {
  await expect(passed(Buffer.alloc(2_048, 'no tar '))).rejects.toThrow(/tar/i);
});
