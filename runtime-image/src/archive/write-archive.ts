/**
 * The files as a tar stream. A file that changes while it is read neither breaks the archive nor holds it up: it comes at the size it
 * had when it was opened, cut or filled up. What could not be taken along is listed at the end.
 */
import type { FileHandle } from 'node:fs/promises';
import { leftOutText, type LeftOutLine } from './left-out.ts';
import type { Pack } from './tar-stream.bundle.ts';
import type { Found } from './walk.ts';

export interface ArchiveBounds {
  filesMax: number;
  /** of all files together, as their sizes say: a file may be mostly holes */
  bytesMax: number;
}

/** what reads the archive holds a name of each file */
const archiveBounds: ArchiveBounds = { filesMax: 50_000, bytesMax: 16 * 1024 ** 3 };

const chunkBytes = 64 * 1024;
/** lines of the list at the end */
const listedMax = 1_000;

/** Ends the pack. Rejects when the pack is destroyed by who reads it. */
export async function writeArchive(
  pack: Pack,
  found: AsyncIterable<Found>,
  locale: 'zh' | 'en',
  { filesMax, bytesMax }: ArchiveBounds = archiveBounds,
): Promise<void> {
  const left: LeftOutLine[] = [];
  let [files, bytes, more] = [0, 0, 0];
  const leaveOut = (name: string, why: LeftOutLine['why']): void => {
    if (left.length < listedMax) left.push({ name, why });
    else more += 1;
  };
  for await (const each of found) {
    if (each.kind === 'left_out') leaveOut(each.name, each.why);
    else if (files >= filesMax) leaveOut(each.name, 'too_many');
    else if (bytes + each.size > bytesMax) leaveOut(each.name, 'too_large');
    else {
      files += 1;
      bytes += each.size;
      if (!(await writeFile(pack, each))) leaveOut(each.name, 'changed');
    }
  }
  if (left.length > 0) await writeText(pack, 'left-out.txt', leftOutText(left, more, locale));
  pack.finalize();
}

/** False when the file became shorter than it was, or could not be read to its end. */
async function writeFile(
  pack: Pack,
  { name, file, size, modifiedAt }: Found & { kind: 'file' },
): Promise<boolean> {
  const { put, end } = begin(pack, { name, size, mtime: modifiedAt });
  let at = 0;
  while (at < size) {
    const chunk = await readChunk(file, Math.min(chunkBytes, size - at), at);
    if (chunk === null) break;
    at += chunk.length;
    await put(chunk);
  }
  const isWhole = at === size;
  for (; at < size; at += chunkBytes) await put(Buffer.alloc(Math.min(chunkBytes, size - at)));
  await end();
  return isWhole;
}

async function readChunk(file: FileHandle, bytes: number, at: number): Promise<Buffer | null> {
  const chunk = Buffer.allocUnsafe(bytes);
  const read = await file.read(chunk, 0, bytes, at).catch(() => null);
  return read === null || read.bytesRead === 0 ? null : chunk.subarray(0, read.bytesRead);
}

async function writeText(pack: Pack, name: string, text: string): Promise<void> {
  const content = Buffer.from(text);
  const { put, end } = begin(pack, { name, size: content.length, mtime: new Date() });
  await put(content);
  await end();
}

function begin(pack: Pack, header: { name: string; size: number; mtime: Date }) {
  const written = Promise.withResolvers<void>();
  // rejects below at the latest; nobody may be waiting yet when the reader goes
  written.promise.catch(() => {});
  const sink = pack.entry({ ...header, type: 'file', mode: 0o644 }, (error) =>
    error ? written.reject(error) : written.resolve(),
  );
  sink.on('error', written.reject);
  return {
    async put(chunk: Buffer): Promise<void> {
      if (sink.write(chunk)) return;
      if (sink.destroyed) return written.promise;
      const taken = Promise.withResolvers<void>();
      sink.once('drain', taken.resolve);
      sink.once('close', taken.resolve);
      await taken.promise;
      sink.off('drain', taken.resolve);
      sink.off('close', taken.resolve);
      if (sink.destroyed) await written.promise;
    },
    end(): Promise<void> {
      sink.end();
      return written.promise;
    },
  };
}
