/**
 * A Docker engine of the test's own, which may be stopped and killed: in a network namespace, so that its rules and bridges
 * are none of the machine's, with a route to its instances as if they were the machine's own. Needs root.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createEngine } from '../drivers/docker/engine.ts';
import { until } from './until.ts';

export type PrivateEngine = Awaited<ReturnType<typeof openPrivateEngine>>;

const execute = promisify(execFile);
const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
const run = (program: string, ...args: string[]) => execute(program, args, { env });

export async function openPrivateEngine() {
  const name = randomBytes(3).toString('hex');
  const [netns, outside, inside] = [`rockpool-e${name}`, `re${name}o`, `re${name}i`];
  const [link, block] = [`10.219.${randomInt(256)}`, randomInt(256)];
  const subnets = `10.218.${block}.0/24`;
  // In a table of its own: a range that the main one leads to is no range for instances.
  const table = String(10_000 + block);
  const rule = ['to', subnets, 'lookup', table];
  const dir = await mkdtemp(join(tmpdir(), 'rockpool-engine-'));
  const socketPath = join(dir, 'docker.sock');
  const engine = createEngine(socketPath);
  // Not by `ip netns exec`, which hides the control groups.
  const entering = `--net=/run/netns/${netns}`;
  const within = (...command: string[]) => run('nsenter', entering, ...command);
  let daemon: { child: ChildProcess; exited: Promise<unknown> } | null = null;

  async function openNetwork() {
    await run('ip', 'netns', 'add', netns);
    await run('ip', 'link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', netns);
    await run('ip', 'address', 'add', `${link}.1/30`, 'dev', outside);
    await run('ip', 'link', 'set', outside, 'up');
    await within('ip', 'link', 'set', 'lo', 'up');
    await within('ip', 'address', 'add', `${link}.2/30`, 'dev', inside);
    await within('ip', 'link', 'set', inside, 'up');
    await within('ip', 'route', 'add', 'default', 'via', `${link}.1`);
    await run('ip', 'route', 'add', subnets, 'via', `${link}.2`, 'dev', outside, 'table', table);
    await run('ip', 'rule', 'add', ...rule);
  }

  async function start() {
    const places = { 'data-root': 'data', 'exec-root': 'exec', pidfile: 'pid' };
    const options = Object.entries(places).map(([option, place]) => `--${option}=${join(dir, place)}`);
    // A containerd of the machine, where one runs, is shared: its names must not be.
    const apart = [`--containerd-namespace=${netns}`, `--containerd-plugins-namespace=${netns}-plugins`];
    const args = [`--host=unix://${socketPath}`, ...options, ...apart, '--bridge=none'];
    const child = spawn('nsenter', [entering, 'dockerd', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    const log = createWriteStream(join(dir, 'log'), { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    daemon = { child, exited: once(child, 'exit') };
    await until(
      'the private engine answers or gives up',
      () =>
        child.exitCode !== null ||
        engine.ping().then(
          () => true,
          () => false,
        ),
      60_000,
    );
    if (child.exitCode !== null)
      throw new Error(`dockerd gave up: ${(await readFile(join(dir, 'log'), 'utf8')).slice(-2_000)}`);
    // The engine forwards nothing between interfaces that are not its own.
    await within('iptables', '-w', '10', '-I', 'DOCKER-USER', '-i', inside, '-j', 'ACCEPT');
  }

  /** SIGTERM: it ends its containers. SIGKILL: they run on unseen until it is back. */
  async function end(signal: 'SIGTERM' | 'SIGKILL') {
    if (!daemon) return;
    daemon.child.kill(signal);
    await daemon.exited;
    daemon = null;
    // Its containerd dies with it; where nobody reaps that, dockerd would take it for alive.
    await rm(join(dir, 'exec/containerd/containerd.pid'), { force: true });
  }

  /** What a failed test left running: the shims, and the instances below them, which are in networks of their own. */
  async function killAll() {
    const { stdout } = await run('ip', 'netns', 'pids', netns);
    for (const pid of stdout.split('\n').filter(Boolean)) {
      const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
      for (const each of [...children.split(' ').filter(Boolean), pid]) kill(Number(each));
    }
  }

  async function close() {
    await end('SIGTERM');
    await killAll();
    await run('ip', 'rule', 'delete', ...rule);
    await run('ip', 'netns', 'delete', netns);
    const mounts = (await readFile('/proc/self/mounts', 'utf8'))
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '');
    for (const place of mounts.filter((each) => each.startsWith(`${dir}/`)).reverse())
      await run('umount', place);
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }

  try {
    await openNetwork();
    await start();
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
  return {
    engine,
    socketPath,
    subnets,
    start,
    end,
    close,
    /** Copies an image of the machine's engine. */
    async load(tag: string) {
      const save = spawn('docker', ['save', tag], { stdio: ['ignore', 'pipe', 'inherit'], env });
      const load = spawn('docker', ['-H', `unix://${socketPath}`, 'load'], {
        stdio: [save.stdout, 'ignore', 'inherit'],
        env,
      });
      const [code] = (await once(load, 'exit')) as [number | null];
      if (code !== 0) throw new Error(`docker load ended with ${code}`);
    },
  };
}

function kill(pid: number) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
