import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { createStateFile, readStateFile, type StateFile } from '../core/state-file.ts';
import { idPrefix, type Kind, type Kinds, type Thing } from './entities/kinds.ts';

/** An event that an endpoint has not taken yet. `nextAt` in ms of the real time, which webhooks live in. */
const Delivery = z.object({
  eventId: z.string(),
  endpointId: z.string(),
  attempts: z.number(),
  nextAt: z.number(),
});
export type Delivery = z.output<typeof Delivery>;

/** The first answer to an idempotency key. */
const Remembered = z.object({ path: z.string(), body: z.string(), status: z.number(), answer: z.unknown() });
type Remembered = z.output<typeof Remembered>;

const Snapshot = z.object({
  things: z.array(z.looseObject({ id: z.string(), object: z.string() })),
  deliveries: z.array(Delivery),
  remembered: z.array(z.tuple([z.string(), Remembered])),
  clockOffsetMs: z.number(),
});

const eventsMax = 5_000;

/** Everything that was made, by id, in the order of making. Survives in the state file where there is one. */
export class StripeState {
  readonly #things = new Map<string, Thing>();
  readonly deliveries = new Set<Delivery>();
  readonly remembered = new Map<string, Remembered>();
  /** how far the test clock is ahead of the real time */
  clockOffsetMs = 0;
  readonly #file: StateFile;

  private constructor(path: string | undefined) {
    this.#file = createStateFile(path, () => ({
      things: [...this.#things.values()],
      deliveries: [...this.deliveries],
      remembered: [...this.remembered],
      clockOffsetMs: this.clockOffsetMs,
    }));
  }

  static async open(path: string | undefined): Promise<StripeState> {
    const state = new StripeState(path);
    const stored = path === undefined ? undefined : await readStateFile(path);
    if (stored === undefined) return state;
    const { things, deliveries, remembered, clockOffsetMs } = Snapshot.parse(stored);
    for (const thing of things) state.#things.set(thing.id, completed(thing as unknown as Thing));
    for (const delivery of deliveries) state.deliveries.add(delivery);
    for (const [key, answer] of remembered) state.remembered.set(key, answer);
    state.clockOffsetMs = clockOffsetMs;
    return state;
  }

  changed(): void {
    this.#file.changed();
  }

  /** Resolves when every change so far is in the state file. */
  flush(): Promise<void> {
    this.#file.changed();
    return this.#file.flush();
  }

  /** Makes a thing with a new id. */
  make<K extends Kind>(
    kind: K,
    created: number,
    fields: Omit<Kinds[K], 'id' | 'object' | 'created' | 'livemode'>,
  ): Kinds[K] {
    const id = newId(idPrefix[kind]);
    const thing = { id, object: kind, created, livemode: false, ...fields } as unknown as Kinds[K];
    this.#things.set(id, thing);
    if (kind === 'event') this.#forgetOldEvents();
    this.changed();
    return thing;
  }

  get<K extends Kind>(kind: K, id: string | null | undefined): Kinds[K] | undefined {
    const thing = id ? this.#things.get(id) : undefined;
    return thing?.object === kind ? (thing as Kinds[K]) : undefined;
  }

  /** Anything of that id. */
  find(id: string): Thing | undefined {
    return this.#things.get(id);
  }

  /** Oldest first. */
  all<K extends Kind>(kind: K): Kinds[K][] {
    return [...this.#things.values()].filter((thing) => thing.object === kind) as Kinds[K][];
  }

  #forgetOldEvents(): void {
    const events = this.all('event');
    for (const { id } of events.slice(0, Math.max(0, events.length - eventsMax))) this.#things.delete(id);
  }
}

/** What a file of an earlier version lacks. */
function completed(thing: Thing): Thing {
  const list = { object: 'list' as const, url: '', has_more: false, data: [] };
  if (thing.object === 'invoice')
    return { ...thing, lines: thing.lines ?? list, payments: thing.payments ?? list };
  if (thing.object === 'checkout.session')
    return { ...thing, invoice_creation: thing.invoice_creation ?? { enabled: false } };
  return thing;
}

export const newId = (prefix: string): string => prefix + randomBytes(12).toString('hex');
