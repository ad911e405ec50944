/** `up`, `down`, `check` and `print`: for an operator, and for whoever ends an installation. */
import { z } from 'zod';
import { createEngine } from '../drivers/docker/engine.ts';
import { installationPattern } from '../drivers/docker/names.ts';
import { isSubnetRange } from '../drivers/docker/subnets.ts';
import { createFirewall, type FirewallState } from './firewall.ts';
import { kernelHasIPv6 } from './ipv6.ts';
import { Reach } from './reach.ts';
import { NameServers } from './name-servers.ts';
import { raiseText } from './restore.ts';
import { wallRules } from './rules.ts';
import { probeOf, readWallsInput } from './walls.ts';

export type Print = (line: string) => void;

const Env = z.object({
  ROCKPOOL_INSTALLATION: z.string().regex(installationPattern, 'expected 4 to 8 of a-z and 0-9'),
  SANDBOX_REACH: Reach.default([]),
  TENANT_NAME_SERVERS: NameServers.default([]),
  DOCKER_SOCKET: z.string().default('/var/run/docker.sock'),
  RUNTIME_IMAGE: z.string().optional(),
  TENANT_SUBNETS: z.string().refine(isSubnetRange, 'expected a private IPv4 range').default('10.213.0.0/16'),
});

/** Returns the exit code: 0 when it is as the verb promises, 1 when it is not, 2 for a wrong call. */
export async function wallsCommand(
  [verb = 'check', ...rest]: string[],
  source: Record<string, string | undefined>,
  print: Print,
): Promise<number> {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value));
  const env = Env.safeParse(set);
  if (!env.success) {
    for (const { path, message } of env.error.issues) print(`${path.join('.')}: ${message}`);
    return 2;
  }
  const installation = env.data.ROCKPOOL_INSTALLATION;
  const open = env.data.SANDBOX_REACH.map(({ to }) => to);
  const nameServers = env.data.TENANT_NAME_SERVERS;
  const engine = createEngine(env.data.DOCKER_SOCKET);
  const readInput = readWallsInput({ installation, open, nameServers, engine });
  const firewall = createFirewall(readInput);
  if (rest.length > 0) verb = 'usage';
  switch (verb) {
    case 'up': {
      const state = await firewall.raise();
      return tell(state, print, 'The walls are up: every rule stands.');
    }
    case 'down': {
      const state = await firewall.lower();
      const removed = state.state === 'standing' ? state.putBack.join(', ') : '';
      return tell(state, print, removed ? `Removed: ${removed}.` : 'There were no walls.');
    }
    case 'print': {
      const { ipv4, ipv6 } = wallRules(await readInput());
      for (const set of kernelHasIPv6() ? [ipv4, ipv6] : [ipv4]) {
        const program = set.family === 'ipv4' ? 'iptables-restore' : 'ip6tables-restore';
        print(`# ${program} --noflush\n${raiseText(set, dockersOwn(set.family)).trimEnd()}`);
      }
      return 0;
    }
    case 'check': {
      const state = await firewall.check();
      const rules = tell(state, print, 'The rules stand.');
      const { RUNTIME_IMAGE: image, TENANT_SUBNETS: tenantSubnets } = env.data;
      if (!image) return rules;
      const result = await probeOf(engine, {
        installation,
        image,
        tenantSubnets,
        open,
      })(state.state === 'standing');
      if (result.state === 'unseen') {
        print(`They could not be tried from inside: ${result.reason}.`);
        return 1;
      }
      for (const row of result.rows)
        print(`${row.seen.padEnd(8)} ${row.wanted.padEnd(7)} ${row.target}: ${row.detail}`);
      print(result.closed ? 'Everything that must be closed is.' : 'Not everything that must be closed is.');
      return result.closed ? 0 : 1;
    }
    default:
      print('Usage: npm run walls -- up | down | check | print');
      return 2;
  }
}

/** As on a machine where the engine has made its chains. */
const dockersOwn = (family: 'ipv4' | 'ipv6') =>
  new Map(family === 'ipv4' ? [['FORWARD', ['-j DOCKER-USER']]] : []);

function tell(state: FirewallState, print: Print, well: string): number {
  switch (state.state) {
    case 'standing':
      print(well);
      return 0;
    case 'missing':
      print(`Missing: ${state.missing.join(', ')}. "npm run walls -- up" puts them there.`);
      return 1;
    case 'not_permitted':
      print(`Not done: ${state.reason}. "npm run walls -- print" shows the rules.`);
      return 1;
    case 'failed':
      print(`Not done: ${state.reason}.`);
      return 1;
  }
}
