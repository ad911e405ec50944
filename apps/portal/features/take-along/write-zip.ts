/** The home of the library that writes zip archives. */
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

export interface ZipWriter {
  /** Read it as it grows; destroyed, nothing more is written and every `add` rejects. */
  output: Readable;
  /** Resolves when the content was read to its end and the reader of `output` has kept up. One at a time. */
  add(name: string, content: Buffer | Readable, facts?: { size?: number; modifiedAt?: Date }): Promise<void>;
  end(): void;
}

/** the archive's own clock begins in 1980, another of its fields ends in 2038 */
const [earliest, latest] = [new Date('1980-01-02T00:00:00Z'), new Date('2037-12-31T00:00:00Z')];
const inRange = (at: Date): Date => (!(at > earliest) ? earliest : at > latest ? latest : at);

/** fast rather than small: the reader waits for it */
const compressionLevel = 1;

export function zipWriter(now: Date): ZipWriter {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable & { writableNeedDrain: boolean };
  zip.on('error', (error: Error) => output.destroy(error));
  const gone = new AbortController();
  output.once('close', () => gone.abort());
  return {
    output,
    async add(name, content, { size, modifiedAt = now } = {}) {
      const options = { mtime: inRange(modifiedAt), mode: 0o100644, compressionLevel };
      if (Buffer.isBuffer(content)) zip.addBuffer(content, name, options);
      else {
        zip.addReadStream(content, name, { ...options, ...(size !== undefined && { size }) });
        await finished(content, { writable: false, signal: gone.signal });
      }
      if (output.writableNeedDrain) await once(output, 'drain', { signal: gone.signal });
      gone.signal.throwIfAborted();
    },
    end: () => zip.end(),
  };
}
