/**
 * What a gateway's `/metrics` contributes to the sums over the fleet. A closed list of series: whatever else an instance may
 * answer, which its owner's commands might do in the gateway's place, is not read, and makes no series here.
 */
import { modelFailureKinds } from '@rockpool/gateway/model-errors';

/** the gateway's buckets of a turn's seconds */
const turnBuckets = ['0.005', '0.015', '0.05', '0.25', '1', '2.5', '5', '10', '30', '60', '120', '+Inf'];

/** name without `rockpool_` → its label and that label's values; null = no label, or all of its values as one sum */
export const counted = {
  turns_total: { label: 'state', values: ['done', 'failed', 'stopped'] },
  tokens_total: { label: 'kind', values: ['input', 'output'] },
  errors_total: { label: 'kind', values: [...modelFailureKinds, 'delivery'] },
  messages_answered_total: { label: 'channel', values: ['web', 'feishu', 'api'] },
  messages_dropped_total: null,
  turn_seconds_bucket: { label: 'le', values: turnBuckets },
  turn_seconds_sum: null,
  turn_seconds_count: null,
} as const satisfies Record<string, { label: string; values: readonly string[] } | null>;
export type CountedName = keyof typeof counted;

export const gauged = ['inbox_waiting', 'running_turns'] as const;
export type GaugedName = (typeof gauged)[number];

/** `turns_total` or `turns_total done` → value */
export type GatewayReading = { counts: Map<string, number>; gauges: Map<GaugedName, number> };

const line = /^rockpool_(\w+)(?:\{(\w+)="([^"]*)"\})? (\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/** Lines that are not in the list, or hold anything but a finite number from 0 on, are passed over. */
export function readGatewayMetrics(text: string): GatewayReading {
  const counts = new Map<string, number>();
  const gauges = new Map<GaugedName, number>();
  for (const each of text.split('\n')) {
    const [, name = '', label, value = '', number] = line.exec(each) ?? [];
    const amount = Number(number);
    if (!Number.isFinite(amount)) continue;
    if (isGauged(name)) gauges.set(name, amount);
    if (!isCounted(name)) continue;
    const shape: { label: string; values: readonly string[] } | null = counted[name];
    if (shape !== null && (label !== shape.label || !shape.values.includes(value))) continue;
    const key = shape === null ? name : `${name} ${value}`;
    counts.set(key, (counts.get(key) ?? 0) + amount);
  }
  return { counts, gauges };
}

const isCounted = (name: string): name is CountedName => Object.hasOwn(counted, name);
const isGauged = (name: string): name is GaugedName => (gauged as readonly string[]).includes(name);

/** What was added since the reading before; a counter that became smaller began anew with its gateway. */
export function growth(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>) {
  return [...now].flatMap(([key, value]) => {
    const known = before.get(key) ?? 0;
    const added = value >= known ? value - known : value;
    return added > 0 ? [{ key, added }] : [];
  });
}
