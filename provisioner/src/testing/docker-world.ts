/** Tests on a real Docker engine: is there one, an image with the stand-in, and everything of a test removed afterwards. */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Driver, InstanceSpec } from '../drivers/driver.ts';
import { createDockerDriver, type DockerDriverOptions } from '../drivers/docker.ts';
import { label, namesOf } from '../drivers/docker/names.ts';
import { createEngine, type Engine } from '../drivers/docker/engine.ts';
import { createFirewall } from '../walls/firewall.ts';
import { readWallsInput } from '../walls/walls.ts';
import { until } from './until.ts';

export const socketPath = '/var/run/docker.sock';

/** The real image or the base that it is built on; whichever is there. */
const bases = ['rockpool/gateway:lean', 'rockpool/base:bookworm', 'spike:1'];

/** Tests that need an engine. Where none answers they are skipped, and under ROCKPOOL_NO_SKIP=1 they fail. */
export function describeWithDocker(what: string, suite: (engine: Engine) => void) {
  const why = whyNoDocker;
  if (why !== null && process.env.ROCKPOOL_NO_SKIP === '1')
    return describe(what, () => test('an engine answers', () => Promise.reject(new Error(why))));
  const title = why === null ? what : `${what} (${why})`;
  return describe.skipIf(why !== null)(title, { timeout: 60_000 }, () => suite(createEngine(socketPath)));
}

const whyNoDocker = await createEngine(socketPath)
  .ping()
  .then(
    () => null,
    (error: Error) => error.message,
  );

/** The stand-in's image for the tests of this block. */
export function useStandInImage(engine: Engine, extra = ''): () => string {
  let image: Awaited<ReturnType<typeof buildStandInImage>>;
  beforeAll(async () => {
    image = await buildStandInImage(engine, extra);
  });
  afterAll(() => image?.remove());
  return () => image.tag;
}

/** Builds an image in which the stand-in is the gateway. Returns its tag; `remove` takes it away again. */
async function buildStandInImage(engine: Engine, extra = '') {
  const dir = await mkdtemp(join(tmpdir(), 'rockpool-image-'));
  const tag = `rockpool-test-gateway:${randomBytes(6).toString('hex')}`;
  let base: string | undefined;
  for (const each of bases) base ??= (await engine.imageId(each)) === null ? undefined : each;
  if (!base) throw new Error(`none of the images ${bases.join(', ')} is there`);
  await copyFile(join(import.meta.dirname, 'gateway-stand-in.mjs'), join(dir, 'stand-in.mjs'));
  await writeFile(join(dir, 'gateway.cjs'), "import('/opt/rockpool/stand-in.mjs');\n");
  await writeFile(
    join(dir, 'Dockerfile'),
    [
      `FROM ${base}`,
      'USER 0:0',
      'COPY gateway.cjs stand-in.mjs /opt/rockpool/',
      'WORKDIR /data',
      'RUN chown 10001:10001 /data && chmod 644 /opt/rockpool/gateway.cjs /opt/rockpool/stand-in.mjs',
      extra,
    ].join('\n'),
  );
  const tar = spawn('tar', ['-c', '-C', dir, '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await engine.buildImage(tar.stdout, tag, { 'rockpool.test': 'yes' });
  await rm(dir, { recursive: true, force: true });
  return { tag, remove: () => engine.removeImage(tag) };
}

export type DockerWorld = ReturnType<typeof openDockerWorld>;

/** An installation of its own. */
export function openDockerWorld(image: string, changed: Partial<DockerDriverOptions> = {}) {
  const engine = changed.engine ?? createEngine(socketPath);
  const installation = `t${randomBytes(3).toString('hex')}`;
  const options: DockerDriverOptions = {
    engine,
    installation,
    image,
    subnets: '10.214.0.0/16',
    disks: null,
    isRoot: process.getuid?.() === 0,
    ipv6: existsSync('/proc/net/if_inet6'),
    walls: null,
    ...changed,
  };
  const nameOf = (id: string) => namesOf(installation, id).name;
  return {
    engine,
    installation,
    options,
    nameOf,
    create: (changes: Partial<DockerDriverOptions> = {}) => createDockerDriver({ ...options, ...changes }),
    /** as an apply makes it, before an interruption or a fault */
    specOf: (id: string, behaviour: Record<string, unknown> = {}): InstanceSpec => ({
      id,
      files: [
        { name: 'openclaw.json', text: JSON.stringify({ behaviour }), secret: false },
        { name: 'rockpool.json', text: '{}', secret: false },
        { name: '.env', text: 'MODEL_KEY=k1\n', secret: true },
      ],
      restarts: 0,
      launch: { memoryMiB: 128, cpus: 1, pids: 64, diskMiB: 64 },
    }),
    /** Waits until its port answers. */
    runs: (driver: Driver, id: string) =>
      until(`${id} runs`, async () => {
        const seen = await driver.observe(id);
        return seen.state === 'running' ? seen : null;
      }),
    containersOf: (id: string) => engine.listContainers({ [label.instance]: id }),
    /** from or to the volume of an instance that has a container */
    async readFile(id: string, path: string): Promise<string> {
      return untar(await engine.getArchive(nameOf(id), `/data/${path}`));
    },
    async writeFile(id: string, path: string, text: string) {
      const dir = await mkdtemp(join(tmpdir(), 'rockpool-file-'));
      const name = path.split('/').at(-1)!;
      await writeFile(join(dir, name), text);
      const tar = await execute('tar', ['-c', '--owner=10001', '--group=10001', '-C', dir, name]);
      await engine.putArchive(nameOf(id), tar, join('/data', path, '..'));
      await rm(dir, { recursive: true, force: true });
    },
    programsOf: async (id: string) =>
      (await engine.listContainers({ [label.instance]: id })).filter(({ running }) => running).length,
    async dispose() {
      const driver = createDockerDriver(options);
      await Promise.all((await driver.list()).map(({ id }) => driver.destroy(id)));
      // a probe of the walls that was killed is no instance
      for (const { id } of await engine.listContainers({ [label.installation]: installation }))
        await engine.removeContainer(id);
      for (const { id } of await engine.listNetworks({ [label.installation]: installation }))
        await engine.removeNetwork(id);
      // a provisioner that ran here has put them up
      await createFirewall(readWallsInput({ installation, open: [] })).lower();
    },
  };
}

const untar = async (tar: Buffer) => (await execute('tar', ['-x', '-O'], tar)).toString('utf8');

function execute(program: string, args: string[], input?: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { encoding: 'buffer' }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    child.stdin?.end(input);
  });
}
