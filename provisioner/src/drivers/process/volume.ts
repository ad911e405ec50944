/**
 * The folder of one instance under INSTANCES_DIR/<id>/:
 *   state/          OPENCLAW_STATE_DIR of the gateway: the rendered files, gateway.sqlite, workspace/
 *   instance.json   how it was last started, and whether it was asked to stop
 *   pid             the process that has the right to run here; made exclusively by the process itself
 *   exit.json       how that process ended, if a provisioner saw it
 *   gateway.log     what it printed
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { stateFileNames, type StateFile } from '../driver.ts';
import { hashFiles } from '../files-hash.ts';
import { assertInstanceId } from '../instance-id.ts';
import type { Identity } from './identity.ts';

/** How the last start was meant. Defaults let an older or torn file be read as "unknown start". */
const StartRecord = z.object({
  port: z.number().int().min(1).max(65535),
  launch: z.string(),
  restarts: z.number().int(),
  startedAt: z.number(),
  stopAsked: z.boolean().default(false),
});
export type StartRecord = z.infer<typeof StartRecord>;

const SeenExit = z.object({ pid: z.number(), code: z.number().nullable(), signal: z.string().nullable() });
export type SeenExit = z.infer<typeof SeenExit>;

export type Volume = ReturnType<typeof volumeAt>;

/** Names and reads; makes nothing until `create`. Throws on an id that is no UUID. */
export function volumeAt(instancesDir: string, id: string) {
  assertInstanceId(id);
  const dir = join(instancesDir, id);
  const stateDir = join(dir, 'state');
  const recordPath = join(dir, 'instance.json');
  const exitPath = join(dir, 'exit.json');
  const pidPath = join(dir, 'pid');

  return {
    id,
    dir,
    stateDir,
    pidPath,
    logPath: join(dir, 'gateway.log'),

    async create() {
      await mkdir(join(stateDir, 'workspace'), { recursive: true, mode: 0o700 });
    },

    async exists() {
      return (await listing(dir)) !== null;
    },

    /** A file that does not parse (torn by a power cut) is null, like one that was never written. */
    readRecord: () => readParsed(recordPath, StartRecord),
    writeRecord: (record: StartRecord) => writeAtomically(recordPath, JSON.stringify(record), 0o600, true),
    readExit: () => readParsed(exitPath, SeenExit),
    writeExit: (exit: SeenExit) => writeAtomically(exitPath, JSON.stringify(exit), 0o600, false),
    clearExit: () => rm(exitPath, { force: true }),

    /** null: no process ever claimed the folder. `claiming`: made, not yet written. */
    async readPid(): Promise<Identity | 'claiming' | null> {
      const text = await readText(pidPath);
      if (text === null) return null;
      const [pid, startTicks, boot] = text.trim().split(' ');
      if (!pid || !startTicks || !boot) return 'claiming';
      return { pid: Number(pid), startTicks, boot };
    },
    clearPid: () => rm(pidPath, { force: true }),

    /** `hashFiles` of the rendered files as they are now. */
    async hash(): Promise<string> {
      const read = async (name: StateFile['name']) => ({ name, text: await readText(join(stateDir, name)) });
      const present = await Promise.all(stateFileNames.map(read));
      return hashFiles(present.flatMap(({ name, text }) => (text === null ? [] : [{ name, text }])));
    },

    /** Replaces the files that differ, secrets first so that a new reference finds its value; how many were written. */
    async writeFiles(files: readonly StateFile[]): Promise<number> {
      let written = 0;
      for (const file of [...files].sort((a, b) => Number(b.secret) - Number(a.secret))) {
        const path = join(stateDir, file.name);
        if ((await readText(path)) === file.text) continue;
        await writeAtomically(path, file.text, 0o600, false);
        written += 1;
      }
      return written;
    },
  };
}

/** null when there is no such folder. */
export async function listing(dir: string): Promise<string[] | null> {
  return orNull(readdir(dir));
}

const readText = (path: string) => orNull(readFile(path, 'utf8'));

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function readParsed<T extends z.ZodType>(path: string, shape: T): Promise<z.output<T> | null> {
  const text = await readText(path);
  if (text === null) return null;
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Readers see the old text or the new one, never a part. `durable`: also after a power cut. */
async function writeAtomically(path: string, text: string, mode: number, durable: boolean) {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', mode);
  try {
    await file.writeFile(text);
    if (durable) await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
