/**
 * Volumes with a bound where the kernel has no quotas: a sparse file with ext4 in it, mounted by the engine through a loop
 * device. `<id>.loop` is a link to the device of the moment, so that the engine's volume, whose options cannot be changed,
 * outlives a reboot. Needs root.
 */
import { execFile } from 'node:child_process';
import { access, mkdir, open, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstanceId } from '../instance-id.ts';
import { uid } from './container-spec.ts';

export type Disks = ReturnType<typeof createDisks>;

const exec = promisify(execFile);

export function createDisks(folder: string) {
  const fileOf = (id: string) => join(folder, `${id}.ext4`);
  const linkOf = (id: string) => join(folder, `${id}.loop`);
  const halfOf = (id: string) => join(folder, `${id}.new`);

  async function devicesOf(id: string): Promise<string[]> {
    const { stdout } = await program('losetup', [
      '--associated',
      fileOf(id),
      '--noheadings',
      '--output',
      'NAME',
    ]);
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** A device that is mounted stays until the engine unmounts it, which is when the program has ended. */
  async function release(id: string) {
    for (const device of await devicesOf(id)) await program('losetup', ['--detach', device]);
  }

  return {
    linkOf,

    /** Makes the file once; it is never made smaller or larger. */
    async create(id: string, diskMiB: number) {
      if (await exists(fileOf(id))) return;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rm(halfOf(id), { force: true });
      const file = await open(halfOf(id), 'wx', 0o600);
      try {
        await file.truncate(diskMiB * 1024 * 1024);
      } finally {
        await file.close();
      }
      await program('mkfs.ext4', ['-q', '-m', '0', '-E', `root_owner=${uid}:${uid}`, halfOf(id)]);
      await rename(halfOf(id), fileOf(id));
    },

    /** While it runs the engine can mount the disk; what it mounted stays mounted afterwards. */
    async whileAttached<T>(id: string, run: () => Promise<T>): Promise<T> {
      const { stdout } = await program('losetup', ['--find', '--show', '--nooverlap', fileOf(id)]);
      try {
        const link = `${linkOf(id)}.new`;
        await rm(link, { force: true });
        await symlink(stdout.trim(), link);
        await rename(link, linkOf(id));
        return await run();
      } finally {
        await release(id);
      }
    },

    /** Lets go of devices that a provisioner which was killed in mid-start left attached. */
    release,

    /** Not there, or half there: success. */
    async remove(id: string) {
      await release(id);
      for (const path of [fileOf(id), linkOf(id), `${linkOf(id)}.new`, halfOf(id)])
        await rm(path, { force: true });
    },

    exists: (id: string) => exists(fileOf(id)),

    /** What the file takes up; null when it is not there. */
    bytesOf: (id: string) =>
      stat(fileOf(id)).then(
        ({ blocks }) => blocks * 512,
        () => null,
      ),

    /** So that a power cut takes nothing back. The engine has unmounted it. */
    flush: async (id: string) => void (await program('sync', [fileOf(id)])),

    async list(): Promise<string[]> {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      return names
        .flatMap((name) => (name.endsWith('.ext4') ? [name.slice(0, -5)] : []))
        .filter(isInstanceId);
    },
  };
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );

async function program(name: string, args: string[]) {
  try {
    return await exec(name, args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, timeout: 30_000 });
  } catch (error) {
    const { code, stderr, message } = error as Error & { code?: unknown; stderr?: string };
    throw new Error(`${name} failed (${String(code)}): ${(stderr || message).trim()}`, {
      cause: error,
    });
  }
}
