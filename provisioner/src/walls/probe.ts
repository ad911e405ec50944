/** Tries from inside a tenant's network what the walls must keep out, and what they must let through. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeRow } from '@rockpool/db/platform-reports';
import { gatewayPort } from '../drivers/docker/container-spec.ts';
import type { Engine } from '../drivers/docker/engine.ts';
import { bridgePrefix } from '../drivers/docker/names.ts';
import { subnetOf } from '../drivers/docker/subnets.ts';
import { cellName, closeCell, closeLeftovers, openCell, type Cell, type CellOptions } from './cell.ts';
import { hostAddresses, openHostPorts, seenBridge, type HostPorts } from './host-ports.ts';
import { isClosed, judgeAll, type Answer, type Target } from './judge.ts';
import { Answers, attackerProgram, neighbourProgram } from './probe-program.ts';
import type { HostPort } from './rules.ts';
import { targetsOf, type Surroundings } from './targets.ts';

/**
 * - seen: every attempt was made. `closed`: all that must be closed was seen closed.
 * - unseen: it could not be tried, `reason` says why in a phrase; nothing is known then.
 */
export type ProbeResult =
  | { state: 'seen'; closed: boolean; rows: ProbeRow[]; ms: number }
  | { state: 'unseen'; reason: string; ms: number };

export type ProbeOptions = CellOptions & {
  engine: Engine;
  open: readonly HostPort[];
  /** a name that every instance needs, to look up and to connect to by 443 */
  publicName: string;
  /** whether somebody has looked at the rules just before, and all of them stood; default false: nobody may look */
  rulesStand?: boolean;
  timeoutMs?: number;
};

const defaultTimeoutMs = 10_000;
const retryMs = 50;

/** Answers in time; what it made is removed by then, or soon after when the time was up. Never throws. */
export async function probe(options: ProbeOptions): Promise<ProbeResult> {
  const { timeoutMs = defaultTimeoutMs } = options;
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  const timeUp = AbortSignal.timeout(timeoutMs);
  const late = once(timeUp, 'abort').then(() => {
    throw new Error(`it took longer than ${timeoutMs / 1000} s`);
  });
  late.catch(() => {});
  try {
    const rows = await Promise.race([tryAll(options, timeUp), late]);
    return { state: 'seen', closed: isClosed(rows), rows, ms: ms() };
  } catch (error) {
    return { state: 'unseen', reason: (error as Error).message, ms: ms() };
  }
}

async function tryAll(options: ProbeOptions, signal: AbortSignal): Promise<ProbeRow[]> {
  const { engine, installation } = options;
  const now = Date.now();
  const ids = [randomBytes(4).toString('hex'), randomBytes(4).toString('hex')] as const;
  let ports: HostPorts | undefined;
  try {
    await closeLeftovers(engine, installation, now);
    ports = await openHostPorts();
    const [neighbour, attacker] = await allEnded([
      openCell(engine, options, { id: ids[0], now, program: neighbourProgram }),
      openCell(engine, options, { id: ids[1], now, program: attackerProgram }),
    ]);
    await untilReached({ host: neighbour.address, port: gatewayPort }, signal);
    const targets = targetsOf(await lookAround(options, neighbour, attacker, ports));
    signal.throwIfAborted();
    const answers = await ask(engine, attacker.name, targets);
    return judgeAll(targets, answers, options.rulesStand ?? false);
  } finally {
    ports?.close();
    await Promise.allSettled(ids.map((id) => closeCell(engine, cellName(installation, id))));
  }
}

async function lookAround(
  { engine, installation, open, publicName }: ProbeOptions,
  neighbour: Cell,
  attacker: Cell,
  ports: HostPorts,
): Promise<Surroundings> {
  const bridge = seenBridge(attacker.bridge);
  if (!bridge.shared)
    throw new Error("this process does not share the engine's network, so nobody can knock at its ports");
  const [defaultSubnet] = (await engine.inspectNetwork('bridge'))?.subnets ?? [];
  const defaultBridge = defaultSubnet && subnetOf(defaultSubnet)?.gateway;
  return {
    neighbour: { host: neighbour.address, port: gatewayPort },
    ownBridge: attacker.hostAddress,
    neighbourBridge: neighbour.hostAddress,
    hostAddresses: [...(defaultBridge ? [defaultBridge] : []), ...hostAddresses(bridgePrefix(installation))],
    hostPorts: ports,
    bridgeIPv6: bridge.linkLocal,
    open,
    publicName,
  };
}

async function ask(engine: Engine, name: string, targets: readonly Target[]): Promise<Answer[]> {
  const input = await engine.attachStdin(name);
  await input.writeLine(JSON.stringify(targets.map(({ attempt }) => attempt)));
  await engine.waitContainer(name, defaultTimeoutMs);
  const lines = (await engine.logs(name, 20)) ?? [];
  const parsed = Answers.safeParse(parseJson(lines.find((line) => line.startsWith('[')) ?? ''));
  if (!parsed.success)
    throw new Error(`the program inside said: ${lines.join(' ').slice(0, 300) || 'nothing'}`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits until the host's own connection is taken: then silence towards others is the walls'. */
async function untilReached(place: HostPort, signal: AbortSignal): Promise<void> {
  for (;;) {
    const socket = createConnection({ ...place, signal });
    const reached = await once(socket, 'connect', { signal }).then(
      () => true,
      () => false,
    );
    socket.on('error', () => {}).destroy();
    if (reached) return;
    await delay(retryMs, undefined, { signal });
  }
}

/** Waits for all, so that nothing is being made any more when the first failure is thrown. */
async function allEnded<A, B>(pair: [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(pair);
  return Promise.all(pair);
}
