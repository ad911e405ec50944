/**
 * All that belongs to a user as one zip archive: what the database has, every conversation, every file of the computer. It is made while it
 * is read and kept nowhere; whoever stops reading ends all of it.
 */
import { Readable } from 'node:stream';
import type { ReadableStream as NodeWebStream } from 'node:stream/web';
import { GatewayError, type ControlClient } from '../gateway/control-client.ts';
import { tarFiles } from './read-tar.ts';
import { zipWriter, type ZipWriter } from './write-zip.ts';
import { uniqueNames } from './zip-name.ts';

export type Everything =
  | { kind: 'archive'; stream: ReadableStream<Uint8Array> }
  /** another archive is under way, the user's own or too many others' */
  | { kind: 'busy' }
  /** the computer does not answer, or is too old to be asked */
  | { kind: 'unreachable' };

type Client = Pick<ControlClient, 'sessions' | 'sessionExport' | 'workspaceArchive'>;

/** each costs a processor while it runs */
const atOnceMax = 4;
// on globalThis because Next loads a module once per bundle
const shared = globalThis as typeof globalThis & { rockpoolArchives?: { running: number } };
const archives = (shared.rockpoolArchives ??= { running: 0 });

/** Without a byte for so long it is ended: whoever asked does not read, or the computer is silent. */
const stallMsDefault = 180_000;

export async function openEverything(
  client: Client,
  account: () => Promise<unknown>,
  { now, signal, stallMs = stallMsDefault }: { now: Date; signal: AbortSignal; stallMs?: number },
): Promise<Everything> {
  if (archives.running >= atOnceMax) return { kind: 'busy' };
  archives.running += 1;
  const over = new AbortController();
  const end = () => {
    if (over.signal.aborted) return;
    over.abort();
    archives.running -= 1;
  };
  try {
    // the files first: the computer gives them to nobody else meanwhile, and does not wait for long
    const files = readable(await client.workspaceArchive(AbortSignal.any([signal, over.signal])));
    const zip = zipWriter(now);
    zip.output.once('close', end);
    const leave = () => zip.output.destroy();
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    fill(zip, files, client, account, over.signal).catch((error: unknown) =>
      zip.output.destroy(error instanceof Error ? error : new Error(String(error))),
    );
    return { kind: 'archive', stream: taken(zip.output, stallMs) };
  } catch (error) {
    end();
    if (!(error instanceof GatewayError)) throw error;
    return error.status === 409 ? { kind: 'busy' } : { kind: 'unreachable' };
  }
}

/** Ends `output` when nothing of it is taken for `stallMs`: one that nobody reads would keep its place for ever. */
function taken(output: Readable, stallMs: number): ReadableStream<Uint8Array> {
  const timer = setTimeout(() => output.destroy(new Error('nothing of the archive was taken')), stallMs);
  output.once('close', () => clearTimeout(timer));
  const noting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      timer.refresh();
      controller.enqueue(chunk);
    },
  });
  return (Readable.toWeb(output) as ReadableStream<Uint8Array>).pipeThrough(noting);
}

/** At once: what nobody has taken hold of is cancelled when its response is collected. */
const readable = (body: ReadableStream<Uint8Array>) =>
  Readable.fromWeb(body as NodeWebStream<Uint8Array>)
    // who reads it hears of it, and may not have begun, or have gone
    .on('error', () => {});

async function fill(
  zip: ZipWriter,
  files: Readable,
  client: Client,
  account: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const nameOf = uniqueNames();
  const ofFiles = tarFiles(files);
  await zip.add(nameOf('account.json'), Buffer.from(`${JSON.stringify(await account(), null, 2)}\n`));
  for await (const { name, content, size, modifiedAt } of ofFiles)
    await zip.add(nameOf(`computer/${name}`), content, { size, modifiedAt });
  for (const { key, updatedAt } of await client.sessions()) {
    const lines = await client.sessionExport(key, signal).catch((error: unknown) => {
      // it ended since the list was made
      if (error instanceof GatewayError && error.status === 404) return null;
      throw error;
    });
    if (!lines) continue;
    const name = nameOf(`conversations/${key.replaceAll('/', '_').slice(0, 150)}.jsonl`);
    await zip.add(name, readable(lines), { modifiedAt: new Date(updatedAt) });
  }
  zip.end();
}
