/**
 * Lets a tar through byte by byte and judges every entry before the bytes of its header have all gone on: files, folders, links and
 * pipes with places of their own inside. What unpacks it sees nothing else.
 */
import { Transform } from 'node:stream';
import { extract, type ExtractOptions, type Headers } from 'tar-stream';

/** Ends the stream when the entries hold more than `bytesMax`. */
export class TarTooLarge extends Error {
  override name = 'TarTooLarge';
  readonly bytesMax: number;
  constructor(bytesMax: number) {
    super(
      `the volume holds more than ${Math.round(bytesMax / 1024 / 1024)} MiB, which the disk here may hold`,
    );
    this.bytesMax = bytesMax;
  }
}

/** The folder that all entries are in. */
export const volumeRoot = 'data';

const kinds = new Set<unknown>(['file', 'directory', 'symlink', 'link', 'fifo', 'contiguous-file']);

/** @param bytesMax what the entries may hold together; null = no bound */
export function checkedTar(bytesMax: number | null): Transform {
  // Names are only looked at for separators and dots, which are the same bytes in every encoding. The mark makes every write wait
  // until all of it was judged.
  const entries = extract({ filenameEncoding: 'latin1', highWaterMark: 1 } as ExtractOptions);
  let bytes = 0;
  entries.on('entry', (header, body, next) => {
    // what ends the whole ends each body too
    body.on('error', () => {});
    bytes += Math.max(header.size ?? 0, Number(sparseOf(header)['GNU.sparse.realsize'] ?? 0));
    const refusal = refusalOf(header);
    if (refusal) return entries.destroy(new Error(refusal));
    if (bytesMax !== null && bytes > bytesMax) return entries.destroy(new TarTooLarge(bytesMax));
    body.on('end', next);
    body.resume();
  });
  let failure: Error | null = null;
  entries.on('error', (error) => (failure = error));
  let judged = () => {};
  for (const event of ['drain', 'close']) entries.on(event, () => judged());

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (failure) return done(failure);
      judged = () => {
        judged = () => {};
        if (failure) done(failure);
        else done(null, chunk);
      };
      if (entries.write(chunk)) judged();
    },
    flush(done) {
      judged = () => done(failure);
      entries.end();
    },
    destroy(error, done) {
      judged = () => {};
      entries.destroy();
      done(error);
    },
  });
}

/** What the system's tar says of a file with holes; the place where it is unpacked is `GNU.sparse.name`, `name` is a stand-in. */
const sparseOf = ({ pax }: Headers & { pax?: Record<string, string | undefined> | null }) =>
  pax?.['GNU.sparse.major'] === '1' ? pax : {};

function refusalOf(header: Headers): string | null {
  const { name, type, linkname } = header;
  const sparse = sparseOf(header)['GNU.sparse.name'];
  if (!kinds.has(type ?? 'file')) return `the volume holds a ${type ?? 'thing'}, which is not taken over`;
  // before its name was changed: `./…/GNUSparseFile.<number>/…`
  const named = sparse === undefined ? name : name.replace(/^\.(?=\/)/, volumeRoot);
  if (!isInside(named) || !isInside(sparse ?? named)) return 'the volume names a place outside of itself';
  if (type === 'link' && !isInside(linkname ?? '')) return 'the volume links to a place outside of itself';
  return null;
}

function isInside(path: string): boolean {
  const [root, ...names] = path.split('/');
  return root === volumeRoot && !names.includes('..');
}
