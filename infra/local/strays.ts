import fs from 'node:fs';
import path from 'node:path';
import { commandOf, hasEnded } from './processes.ts';
import { endStray } from './service.ts';

/**
 * Ends what a killed starter left running of this state folder. With `keep-instances` the provisioner ends at
 * once, so that the gateways go on and the next provisioner finds them; with `end-instances` it drains them,
 * and those that no provisioner watched any more are ended too.
 */
export async function endStrays(
  state: string,
  mode: 'keep-instances' | 'end-instances',
  say: (line: string) => void,
): Promise<void> {
  const run = path.join(state, 'run');
  const found: string[] = [];
  const end = async (name: string, patienceMs: number, signal: NodeJS.Signals) => {
    if (await endStray(run, name, patienceMs, signal)) found.push(name);
  };
  await end('portal', 10_000, 'SIGTERM');
  await end('provisioner', 45_000, mode === 'keep-instances' ? 'SIGKILL' : 'SIGTERM');
  for (const name of otherProvisioners(run))
    await end(name, 45_000, mode === 'keep-instances' ? 'SIGKILL' : 'SIGTERM');
  if (mode === 'end-instances' && (await endGateways(state))) found.push('instances');
  await end('sandbox', 5_000, 'SIGTERM');
  if (found.length > 0) say(`ended what an earlier start left running: ${found.join(', ')}`);
}

/** Those that were started like the first, by the names of their files. */
const otherProvisioners = (run: string): string[] =>
  fs.existsSync(run)
    ? fs.readdirSync(run).flatMap((file) => /^(provisioner-[\w-]+)\.pid$/.exec(file)?.[1] ?? [])
    : [];

/** Gateways of the process driver. It keeps `<instances>/<id>/pid`, whose first word is the process id. */
export function gatewayProcesses(state: string): number[] {
  const instances = path.join(state, 'instances');
  if (!fs.existsSync(instances)) return [];
  return fs
    .readdirSync(instances)
    .map((id) => path.join(instances, id, 'pid'))
    .filter((file) => fs.existsSync(file))
    .map((file) => Number.parseInt(fs.readFileSync(file, 'utf8'), 10))
    .filter((pid) => pid > 0 && commandOf(pid).includes('gateway.cjs'));
}

/** Ends the gateways of the process driver, drained, and returns how many ran. */
export async function endGateways(state: string): Promise<number> {
  const pids = gatewayProcesses(state);
  for (const [signal, patienceMs] of [
    ['SIGTERM', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    for (const pid of pids) {
      try {
        process.kill(pid, signal);
      } catch {
        // ended by itself
      }
    }
    const ended = await Promise.all(pids.map((pid) => hasEnded(pid, patienceMs)));
    if (ended.every(Boolean)) break;
  }
  return pids.length;
}
