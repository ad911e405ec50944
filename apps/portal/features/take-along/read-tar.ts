/** The home of the library that reads tar streams; what comes is what a computer says, so it is bounded here once more. */
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';

export interface TarFile {
  name: string;
  size: number;
  modifiedAt: Date;
  /** to be read before the next one is asked for */
  content: Readable;
}

export interface TarBounds {
  filesMax: number;
  nameCharsMax: number;
  /** of all files together */
  bytesMax: number;
}

/** a little more than a gateway sends */
const usualBounds: TarBounds = { filesMax: 50_010, nameCharsMax: 1_100, bytesMax: 17 * 1024 ** 3 };

/** Throws when the stream breaks off, is no archive, or is larger than it may be. */
export async function* tarFiles(
  source: Readable,
  { filesMax, nameCharsMax, bytesMax }: TarBounds = usualBounds,
): AsyncGenerator<TarFile, void> {
  if (source.destroyed) throw source.errored ?? new Error('the archive of a computer broke off');
  const entries = extract();
  source.on('error', (error) => entries.destroy(error));
  entries.on('close', () => source.destroy());
  // told to who reads the entries
  entries.on('error', () => {});
  source.pipe(entries);
  let [files, bytes] = [0, 0];
  try {
    for await (const entry of entries) {
      const { name, type, size = 0, mtime } = entry.header;
      if (type !== 'file') {
        entry.resume();
        continue;
      }
      files += 1;
      bytes += size;
      if (files > filesMax || bytes > bytesMax || name.length > nameCharsMax)
        throw new Error('the archive of a computer is larger than it may be');
      const content = Readable.from(entry, { objectMode: false });
      // who reads it hears of it, and may have gone before that
      content.on('error', () => {});
      yield { name, size, modifiedAt: mtime ?? new Date(0), content };
    }
  } finally {
    entries.destroy();
    source.destroy();
  }
}
