/** What a user may have in a volume, as a tar, and what is in such a tar. */
import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
} from 'node:fs/promises';
import { lstat, utimes, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' };
const long = 'long'.repeat(50);

/** A database, links, modes, times, a hole, long names and names in bytes that are no text. */
export async function packSample({ extraBytes = 0 } = {}): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), 'rockpool-sample-'));
  const at = (...path: string[]) => join(dir, ...path);
  try {
    await mkdir(at('workspace', long, long), { recursive: true });
    await writeFile(at('workspace/mine.md'), 'mine\n');
    await writeFile(at('workspace', long, long, '很长的名字.md'), 'deep\n');
    await writeFile(Buffer.from(`${dir}/workspace/odd-\xff\xfe-name`, 'latin1'), 'odd\n');
    await writeFile(at('workspace/a\nb "c" \\d'), 'quoted\n');
    await symlink('../../../etc/passwd', at('workspace/outside'));
    await symlink('nowhere', at('workspace/dangling'));
    await link(at('workspace/mine.md'), at('workspace/same.md'));
    await writeFile(at('workspace/run.sh'), '#!/bin/sh\n', { mode: 0o750 });
    await mkdir(at('workspace/closed'), { mode: 0o555 });
    await chmod(at('workspace/mine.md'), 0o604);
    await mkdir(at('workspace/empty'));
    const sparse = await open(at('workspace/sparse.bin'), 'w');
    await sparse.truncate(8 * 1024 * 1024);
    await sparse.write('here', 5_000_000);
    await sparse.close();
    const database = new DatabaseSync(at('gateway.sqlite'));
    database.exec('create table sessions (n integer, text text)');
    const insert = database.prepare('insert into sessions values (?, ?)');
    for (let n = 0; n < 500; n++) insert.run(n, randomBytes(40).toString('hex'));
    database.close();
    if (extraBytes > 0) await writeFile(at('workspace/large.bin'), randomBytes(extraBytes));
    await utimes(at('workspace/mine.md'), 1_000_000_000.25, 1_000_000_000.25);
    const owner = ['--numeric-owner', '--owner=10001', '--group=10001'];
    const args = ['-c', '--format=posix', ...owner, '--transform=s,^\\.,data,S', '-C', dir, '.'];
    const { stdout } = await execute('tar', args, { encoding: 'buffer', maxBuffer: 1e9, env });
    return stdout;
  } finally {
    await removeDir(dir);
  }
}

/** One line for each entry but the root: name in hex, kind, mode, time in s, links, content. The same lines, the same volume. */
export async function listTar(tar: Readable | Buffer): Promise<string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'rockpool-listing-'));
  try {
    const child = spawn('tar', ['-x', '-p', '--strip-components=1', '--no-same-owner', '-C', dir], {
      stdio: ['pipe', 'ignore', 'inherit'],
      env,
    });
    const ended = once(child, 'close');
    await pipeline(Buffer.isBuffer(tar) ? Readable.from([tar]) : tar, child.stdin);
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new Error(`tar ended with ${code}`);
    return await listDir(dir);
  } finally {
    await removeDir(dir);
  }
}

/** Besides what the engine, the driver and the file system put beside a user's files. */
const notTheirs = new Set(['lost+found', 'openclaw.json', 'rockpool.json', '.env']);

export async function listDir(dir: string): Promise<string[]> {
  const lines: string[] = [];
  async function walk(folder: Buffer, name: string) {
    for (const entry of await readdir(folder, { encoding: 'buffer' })) {
      if (name === '' && notTheirs.has(entry.toString())) continue;
      const path = Buffer.concat([folder, Buffer.from('/'), entry]);
      const as = `${name}/${entry.toString('hex')}`;
      const seen = await lstat(path);
      const kind = seen.isDirectory() ? 'dir' : seen.isSymbolicLink() ? 'symlink' : 'file';
      const content = seen.isSymbolicLink()
        ? (await readlink(path, { encoding: 'buffer' })).toString('hex')
        : seen.isFile()
          ? `${seen.size} ${sha256(await readFile(path))}`
          : '';
      const links = seen.isFile() ? seen.nlink : '';
      const mode = seen.isSymbolicLink() ? '' : (seen.mode & 0o7777).toString(8);
      lines.push([as, kind, mode, Math.floor(seen.mtimeMs / 1000), links, content].join(' '));
      if (seen.isDirectory()) await walk(path, as);
    }
  }
  await walk(Buffer.from(dir), '');
  return lines.sort();
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function removeDir(dir: string) {
  await execute('chmod', ['-R', 'u+rwX', dir]);
  await rm(dir, { recursive: true, force: true });
}
