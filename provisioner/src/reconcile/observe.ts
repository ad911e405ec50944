import type { Driver } from '../drivers/driver.ts';
import { hashFiles } from '../drivers/files-hash.ts';
import type { GatewayAnswer, Seen, WantedRun } from './facts.ts';
import { isForeign, sayForeign } from './foreign-handles.ts';
import { askGateway } from './gateway-status.ts';
import type { Loaded } from './load.ts';
import { nameEnd, pickLastWords } from './name-end.ts';

export type Observed = { run: WantedRun; seen: Seen; gateway: GatewayAnswer | null };

/** Of one that no host has taken: nothing can be there. */
export const nothingThere: Observed = {
  run: { kind: 'error', message: '' },
  seen: { state: 'absent' },
  gateway: null,
};

const lastLines = 30;

/** Everything the driver and the gateway say about one instance. Never throws: what could not be found out is `unknown`. */
export async function observe(driver: Driver, loaded: Loaded): Promise<Observed> {
  const run = await nameRun(driver, loaded.spec);
  const seen = await look(driver, loaded);
  const gateway = seen.state === 'running' ? await askGateway(seen.endpoint, loaded.gatewayToken) : null;
  return { run, seen, gateway };
}

async function look(driver: Driver, { id, secrets, row }: Loaded): Promise<Seen> {
  try {
    const seen = await driver.observe(id);
    switch (seen.state) {
      case 'absent': {
        const wanted = driver.handleOf(id);
        if (isForeign(row.handle, wanted))
          return { state: 'unknown', message: sayForeign(row.handle, wanted) };
        return seen;
      }
      case 'half':
        return seen;
      case 'stopped': {
        const { exit } = seen;
        if (exit === null || exit.reason === 'asked') return { state: 'stopped', ended: null };
        const lastWords = pickLastWords(await driver.logs(id, { tail: lastLines }), secrets);
        return { state: 'stopped', ended: nameEnd(exit, lastWords) };
      }
      case 'starting':
      case 'running':
        return { ...seen, upMs: Date.now() - seen.startedAt };
    }
  } catch (error) {
    return { state: 'unknown', message: (error as Error).message };
  }
}

async function nameRun(driver: Driver, spec: Loaded['spec']): Promise<WantedRun> {
  if (spec.kind === 'error') return spec;
  const { files, restarts, launch } = spec.spec;
  // Without its program nothing can be started, and `apply` will say so; what runs is not to be disturbed.
  const name = await driver.launchOf(launch).catch(() => null);
  return { kind: 'spec', filesHash: hashFiles(files), restarts, launch: name };
}
