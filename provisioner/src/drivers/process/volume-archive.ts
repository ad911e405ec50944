/**
 * A volume's folder as a tar and back, by the system's tar, which keeps names in any bytes and leaves holes in files. What is being
 * unpacked lies in `.importing/<id>` until it is whole: as long as that is there, the instance is half.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkedTar, volumeRoot } from '../checked-tar.ts';
import { stateFileNames, type ImportResult, type VolumeExport } from '../driver.ts';
import { assertInstanceId } from '../instance-id.ts';
import { listing, type Volume } from './volume.ts';

/** Whom everything belongs to in a container, so that a volume from here is at home there too. */
const owner = 10_001;
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
const stderrCharsMax = 2_000;

export function createVolumeArchive(instancesDir: string, crashPoint: (moment: string) => void) {
  const importing = join(instancesDir, '.importing');
  const halfOf = (id: string) => join(importing, assertInstanceId(id));
  const removeHalf = (id: string) => rm(halfOf(id), { recursive: true, force: true, maxRetries: 3 });

  return {
    removeHalf,
    isHalf: (id: string) => exists(halfOf(id)),
    halves: async () => (await listing(importing)) ?? [],

    /** `locked` runs what it is given under the instance's lock, which is held until the tar has ended. */
    read(
      id: string,
      locked: (whileExporting: (volume: Volume) => Promise<void>) => Promise<void>,
    ): Promise<VolumeExport> {
      assertInstanceId(id);
      const { promise, resolve, reject } = Promise.withResolvers<VolumeExport>();
      locked(async ({ stateDir }) => {
        const bytesAbout = await bytesOf(stateDir);
        const tar = packed(stateDir);
        resolve({ tar, bytesAbout });
        await new Promise((ended) => tar.once('close', ended));
      }).catch(reject);
      return promise;
    },

    async replace(volume: Volume, tar: Readable, verify: () => Promise<void>): Promise<ImportResult> {
      const half = halfOf(volume.id);
      await removeHalf(volume.id);
      await mkdir(join(half, 'state'), { recursive: true, mode: 0o700 });
      crashPoint('import begun');
      await unpack(tar, join(half, 'state'));
      crashPoint('import unpacked');
      await verify();
      await flush(half);
      crashPoint('import verified');
      await rm(volume.dir, { recursive: true, force: true, maxRetries: 3 });
      crashPoint('import cleared');
      await rename(half, volume.dir);
      crashPoint('import done');
      return { kind: 'imported' };
    },
  };
}

function packed(stateDir: string): Readable {
  const child = spawn(
    'tar',
    [
      '--create',
      '--blocking-factor=1',
      '--format=posix',
      '--sparse',
      '--pax-option=delete=atime,delete=ctime',
      '--numeric-owner',
      `--owner=${owner}`,
      `--group=${owner}`,
      // the platform's own, which are rendered anew wherever it starts
      '--anchored',
      '--no-wildcards',
      ...stateFileNames.map((name) => `--exclude=./${name}`),
      // of links only those whose targets are names in the tar too
      `--transform=s,^\\.,${volumeRoot},S`,
      '--directory',
      stateDir,
      '.',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env },
  );
  const tar = new PassThrough();
  const ended = endOf(child);
  child.stdout.pipe(tar, { end: false });
  ended.then(
    () => tar.end(),
    (error: Error) => tar.destroy(error),
  );
  tar.once('close', () => child.kill('SIGKILL'));
  return tar;
}

async function unpack(tar: Readable, folder: string) {
  const child = spawn(
    'tar',
    ['--extract', '--strip-components=1', '--no-same-owner', '--preserve-permissions', '--directory', folder],
    { stdio: ['pipe', 'ignore', 'pipe'], env },
  );
  const ended = endOf(child);
  ended.catch(() => {});
  try {
    await pipeline(tar, checkedTar(null), child.stdin);
  } catch (error) {
    child.kill('SIGKILL');
    const why = await ended.then(
      () => null,
      (reason: Error) => reason,
    );
    // It closes its input when it cannot go on, and knows why.
    throw (error as NodeJS.ErrnoException).code === 'EPIPE' && why ? why : error;
  }
  await ended;
}

/** Rejects with its own words unless it ended well. */
async function endOf(child: ChildProcess): Promise<void> {
  let words = '';
  child.stderr?.on('data', (text) => (words = `${words}${text}`.slice(-stderrCharsMax)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${child.spawnfile} failed (${code}): ${words.trim()}`);
}

/** What its files take up on the disk. */
async function bytesOf(folder: string): Promise<number | null> {
  const child = spawn('du', ['--summarize', '--block-size=1', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let said = '';
  child.stdout.on('data', (text) => (said += String(text)));
  await endOf(child).catch(() => {});
  const bytes = Number.parseInt(said, 10);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** So that a power cut leaves no half behind the name of a whole. */
async function flush(folder: string) {
  await endOf(spawn('sync', ['--file-system', folder], { stdio: ['ignore', 'ignore', 'pipe'], env }));
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
