/**
 * Sums over all gateways of this host: `rockpool_fleet_*`; those of all hosts together are the fleet's. No series names an instance.
 * Counters here grow by what each gateway's counters grew between two looks, so that a gateway's restart is not a fleet's reset; what
 * was counted before the first look is not known.
 */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Db } from '@rockpool/db/client';
import { counted, gauged, growth, readGatewayMetrics, type GatewayReading } from './gateway-text.ts';

const atOnce = 8;
const patienceMs = 2_000;
const textBytesMax = 200_000;

type Sources = {
  db: Db;
  /** whose gateways are asked */
  host: string;
  /** where the gateway of an instance answers; null when it does not */
  locate: (id: string) => Promise<string | null>;
};

/** Returns the look that is to be repeated: it asks every running gateway of this host once. */
export function registerGatewayMetrics(
  registry: Registry,
  { db, host, locate }: Sources,
  ending: AbortSignal,
) {
  const registers = [registry];
  const counters = new Map(
    Object.entries(counted).map(([name, shape]) => [
      name,
      new Counter({
        name: `rockpool_fleet_${name}`,
        help: `The gateways' rockpool_${name}, summed over the gateways of this host.`,
        labelNames: shape === null ? [] : [shape.label],
        registers,
      }),
    ]),
  );
  const gauges = gauged.map((name) => ({
    name,
    gauge: new Gauge({
      name: `rockpool_fleet_${name}`,
      help: `The gateways' rockpool_${name}, summed over the gateways of this host at the last look.`,
      registers,
    }),
  }));
  const answering = new Gauge({
    name: 'rockpool_fleet_gateways',
    help: 'Running instances whose gateway told its figures at the last look, or did not.',
    labelNames: ['answered'],
    registers,
  });
  /** null: it ran before we looked, so its first answer only tells where to count from */
  let known: Map<string, GatewayReading['counts'] | null> | undefined;

  const add = (key: string, amount: number) => {
    const [name = '', value] = key.split(' ');
    const label = counted[name as keyof typeof counted]?.label;
    if (label === undefined) counters.get(name)?.inc(amount);
    else counters.get(name)?.inc({ [label]: value! }, amount);
  };

  return async function look(): Promise<void> {
    const running = await db.instance.findMany({
      where: { host, phase: 'running' },
      select: { id: true },
    });
    const readings = new Map<string, GatewayReading>();
    const queue = running.values();
    const hand = async () => {
      for (const { id } of queue) {
        const endpoint = await locate(id);
        const reading = endpoint && (await ask(endpoint, ending));
        if (reading) readings.set(id, reading);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, hand));
    if (ending.aborted) return;
    const next: typeof known = new Map();
    for (const { id } of running) {
      const before =
        known === undefined ? null : known.has(id) ? (known.get(id) ?? null) : new Map<string, number>();
      const counts = readings.get(id)?.counts;
      if (counts && before) for (const { key, added } of growth(before, counts)) add(key, added);
      next.set(id, counts ?? before);
    }
    known = next;
    for (const { name, gauge } of gauges)
      gauge.set([...readings.values()].reduce((sum, each) => sum + (each.gauges.get(name) ?? 0), 0));
    answering.set({ answered: 'yes' }, readings.size);
    answering.set({ answered: 'no' }, running.length - readings.size);
  };
}

/** Null when it does not answer in time, or with more than its figures can be. */
async function ask(endpoint: string, ending: AbortSignal): Promise<GatewayReading | null> {
  try {
    const response = await fetch(`${endpoint}/metrics`, {
      signal: AbortSignal.any([ending, AbortSignal.timeout(patienceMs)]),
      redirect: 'error',
    });
    if (!response.ok || !response.body) return null;
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > textBytesMax) return null;
    }
    return readGatewayMetrics(text);
  } catch {
    return null;
  }
}
