import fs from 'node:fs';
import path from 'node:path';
import { buildWhatChanged } from '../local/builds.ts';
import { Failure } from '../local/failure.ts';
import type { Holder } from '../local/pid-file.ts';
import { underLock } from '../local/process-lock.ts';
import { readDotenv } from '../local/settings.ts';
import { ensureBase, publicBase } from './base.ts';
import { imageId, lastLines, runProgram } from './docker-cli.ts';
import { contentTag, movingTag, type ImageTarget } from './image-name.ts';

const root = path.resolve(import.meta.dirname, '../..');
const cacheDir = path.join(root, 'node_modules/.cache/rockpool');

export interface ImageOptions {
  target: ImageTarget;
  /** one line of progress, without a line break */
  say: (line: string) => void;
  signal?: AbortSignal | undefined;
  /** builds although the image is there, with today's base and Debian packages */
  fresh?: boolean;
}

export interface Image {
  /** `rockpool/gateway:<target>-<12 hex>`; `rockpool/gateway:<target>` is the same image */
  tag: string;
  /** `sha256:…` on the engine */
  id: string;
  /** false: it was there */
  built: boolean;
}

/**
 * The runtime image of this checkout on the engine that `docker` talks to. Builds the gateway's bundle and the base where they are due;
 * done in a moment when nothing changed.
 * @throws Failure with one sentence on what to do: no engine, no base to be had, a build that failed
 */
export async function ensureImage(options: ImageOptions): Promise<Image> {
  const { say, signal } = options;
  const onWait = ({ pid }: Holder) => say(`waiting for process ${pid}, which makes the image …`);
  return underLock(path.join(cacheDir, 'image.pid'), { onWait, signal }, () => ensureAlone(options));
}

async function ensureAlone({ target, say, signal, fresh = false }: ImageOptions): Promise<Image> {
  await buildWhatChanged(root, cacheDir, say, signal, ['gateway']);
  const wanted = process.env.BASE_IMAGE || readDotenv(root).BASE_IMAGE || undefined;
  const tag = contentTag(root, target, wanted ?? `${publicBase} ${process.version}`);
  const known = fresh ? undefined : await imageId(tag, signal);
  if (!known) {
    const base = await ensureBase(root, { wanted, fresh, say, signal });
    const started = performance.now();
    say(`building the image ${tag} on ${base} …`);
    await build(target, tag, base, { say, signal, fresh });
    say(`built the image in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  const id = known ?? (await imageId(tag, signal));
  if (!id) throw new Failure(`The image ${tag} was built, but the engine does not have it.`);
  const moved = await runProgram('docker', ['tag', id, movingTag(target)], { signal });
  if (moved.code !== 0) throw new Failure(`The image could not be tagged: ${lastLines(moved, 3)}`);
  return { tag, id, built: !known };
}

async function build(
  target: ImageTarget,
  tag: string,
  base: string,
  { say, signal, fresh }: Pick<ImageOptions, 'say' | 'signal' | 'fresh'>,
): Promise<void> {
  const buildArgs = {
    BASE_IMAGE: base,
    VERSION: (JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string })
      .version,
    REVISION: await revision(),
  };
  const hasBuildKit = (await runProgram('docker', ['buildx', 'version'], { signal })).code === 0;
  const ended = await runProgram(
    'docker',
    [
      'build',
      ...['--target', target, '--tag', tag],
      ...Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
      // of a proxy the engine itself is told; the names alone take their values from here and leave no trace in the image
      ...['http_proxy', 'https_proxy', 'no_proxy']
        .filter((name) => process.env[name])
        .flatMap((name) => ['--build-arg', name]),
      ...(fresh ? ['--no-cache'] : []),
      ...(hasBuildKit ? ['--load', '--progress=plain'] : []),
      path.join(root, 'runtime-image'),
    ],
    { signal, env: { DOCKER_BUILDKIT: hasBuildKit ? '1' : '0' }, onLine: (line) => sayStep(line, say) },
  );
  if (ended.code === 0) return;
  const file = path.join(cacheDir, `image-${target}.log`);
  fs.writeFileSync(file, `${ended.stdout}\n${ended.stderr}`);
  throw new Failure(
    `${lastLines(ended)}\n\nThe image ${target} could not be built: its last lines are above, all of them in ${file}.`,
  );
}

/** `Step 3/28 : RUN …` of the one builder, `#8 [assembled 3/3] RUN …` of the other; the rest of their words is for the log. */
function sayStep(line: string, say: (line: string) => void): void {
  const [, step] = /^(?:Step \d+\/\d+ : |#\d+ \[[^\]]+\] )(RUN .*)$/.exec(line) ?? [];
  if (step) say(`  ${step.slice(0, 100)}`);
}

/** Of the sources, `-dirty` when they differ from it; `unknown` outside a checkout. */
async function revision(): Promise<string> {
  const args = ['-C', root, 'describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'];
  const ended = await runProgram('git', args).catch(() => undefined);
  return ended?.code === 0 ? ended.stdout.trim() : 'unknown';
}
