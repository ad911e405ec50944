import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWhatChanged } from './builds.ts';
import { countComputers, openDatabase, prepareDatabase } from './database.ts';
import { Failure } from './failure.ts';
import { inheritedEnvironment } from './inherited-environment.ts';
import { makePlan, type Plan } from './plan.ts';
import { neededPorts, portsFrom } from './port-numbers.ts';
import { isFree } from './ports.ts';
import { chooseRuntime, type Runtime } from './runtime.ts';
import { loadSecrets } from './secrets-file.ts';
import { createService, type Service, type ServiceSpec } from './service.ts';
import type { Settings } from './settings.ts';
import { endStrays } from './strays.ts';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export interface StackOptions {
  /** folder of this installation's state; made when missing */
  stateDir: string;
  /** from `parseSettings`, e.g. of `{ PORT: '4000' }` */
  settings: Settings;
  /** told of progress and of services that ended unexpectedly, one line each */
  say?: (line: string) => void;
  /** aborted: what was begun is ended again, and the promise rejects */
  signal?: AbortSignal;
}

export interface Stack {
  urls: Plan['urls'];
  simulated: Plan['simulated'];
  databaseUrl: string;
  /** what runs the computers, and what names them there */
  runtime: Runtime;
  installation: string;
  /** by name: `portal`, `provisioner`, and `sandbox` where anything is simulated */
  service(name: 'portal' | 'provisioner' | 'sandbox'): Service;
  /** Starts one more like one of these, with a name of its own and other variables; it ends with the stack. */
  startLike(name: 'provisioner', other: Pick<ServiceSpec, 'name' | 'env' | 'healthUrl'>): Promise<Service>;
  /**
   * Ends everything this stack started: pages first, instances of the process driver drained, the database last.
   * Containers go on. Safe to call twice.
   */
  stop(): Promise<void>;
  /** The same at once. */
  kill(): Promise<void>;
}

/**
 * Starts the database, builds what changed, then starts sandbox, provisioner and portal, on `PORT` and the six
 * after it.
 * What an earlier start of the same state folder left running is taken over or ended first. Resolves when all
 * are healthy; rejects with a Failure after ending what it had begun.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { settings, signal, say = () => {} } = options;
  const state = path.resolve(options.stateDir);
  const folders = { logs: path.join(state, 'logs'), run: path.join(state, 'run') };
  const ports = portsFrom(settings.PORT);
  fs.mkdirSync(state, { recursive: true });
  const secrets = loadSecrets(state);

  await endStrays(state, 'keep-instances', say);
  await refuseBusyPorts(settings);

  const started: Service[] = [];
  const database = await openDatabase(state, ports.database, secrets.databasePassword, settings.DATABASE_URL);
  const stop = once(async () => {
    for (const service of started.toReversed()) await service.stop();
    await database.stop();
  });
  try {
    say(database.what);
    await prepareDatabase(database.url, say);
    signal?.throwIfAborted();
    await buildWhatChanged(root, folders.logs, say, signal);
    const { installation } = secrets;
    const computers = await countComputers(database.url);
    const runtime = await chooseRuntime({ settings, stateDir: state, installation, computers, say, signal });
    const plan = makePlan({
      settings,
      secrets,
      databaseUrl: database.url,
      places: { root, state },
      inherited: inheritedEnvironment(process.env),
      runtime,
    });
    signal?.throwIfAborted();
    started.push(...plan.services.map((spec) => createService(spec, folders, say)));
    await Promise.all(started.map((service) => service.start().then(() => say(`${service.name} ready`))));
    return {
      urls: plan.urls,
      simulated: plan.simulated,
      databaseUrl: database.url,
      runtime,
      installation,
      service(name) {
        const service = started.find((each) => each.name === name);
        if (!service) throw new Error(`this stack has no ${name}`);
        return service;
      },
      async startLike(name, other) {
        const spec = plan.services.find((each) => each.name === name)!;
        const service = createService(
          { ...spec, ...other, env: { ...spec.env, ...other.env } },
          folders,
          say,
        );
        started.push(service);
        await service.start();
        return service;
      },
      stop,
      async kill() {
        await Promise.all(started.map((service) => service.kill()));
        await endStrays(state, 'end-instances', say);
        await database.stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function refuseBusyPorts(settings: Settings): Promise<void> {
  for (const { port, host, what } of neededPorts(settings)) {
    if (await isFree(port, host)) continue;
    throw new Failure(
      `Port ${port}, meant for ${what}, is in use by another program: free it, or set PORT in .env to a number whose next six are free too.`,
    );
  }
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= action());
}
