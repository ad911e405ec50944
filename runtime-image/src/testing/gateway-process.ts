/** The gateway as a process of its own, from its sources, started as an instance is, which a test may kill and start again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { allocatorEnvironment, nurseryFlag } from '../launch.ts';
import { until } from '../testing.ts';

/** Half of what such a process computes until it is ready is compiling the same files. */
const NODE_COMPILE_CACHE = path.join(import.meta.dirname, '../../../node_modules/.cache/gateway-process');
/** The bound of the heap is that of an instance with 256 MiB. */
const flags = ['--max-old-space-size=128', nurseryFlag];

export type GatewayProcess = {
  url: string;
  /** Of the one that runs; throws when none does. */
  pid(): number;
  /** Resolves when it is ready, its channels connected. */
  start(): Promise<void>;
  /** Resolves with the exit code when it is gone; null when a signal ended it or none ran. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
};

/** @param dir state directory with its configuration */
export async function gatewayProcess(dir: string): Promise<GatewayProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  return {
    url,
    pid() {
      if (child?.pid === undefined) throw new Error('no gateway runs');
      return child.pid;
    },
    async start() {
      const entry = new URL('../main.ts', import.meta.url).href;
      const packageDir = path.join(import.meta.dirname, '../..');
      const program = `
        process.on('SIGUSR2', () => require('node:module').flushCompileCache());
        import(${JSON.stringify(entry)}).then(({ run }) => run(${JSON.stringify(packageDir)}))`;
      const env = {
        ...{ ...allocatorEnvironment, PATH: process.env.PATH, NODE_COMPILE_CACHE },
        ...{ OPENCLAW_STATE_DIR: dir, OPENCLAW_GATEWAY_PORT: String(port) },
      };
      child = spawn(process.execPath, [...flags, '-e', program, '--', 'rockpool-gateway', 'start'], {
        env,
        stdio: 'ignore',
      });
      await until(() =>
        fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
      // one that is killed leaves no cache by itself
      child.kill('SIGUSR2');
    },
    async end(signal = 'SIGKILL') {
      const dying = child;
      child = null;
      if (dying === null || dying.exitCode !== null) return dying?.exitCode ?? null;
      const gone = new Promise<number | null>((resolve) => dying.once('exit', resolve));
      dying.kill(signal);
      return gone;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });
}
