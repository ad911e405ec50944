import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** `readPhases` and `readStarts` are asked at every scrape. */
export function createMetrics(sources: {
  readPhases: () => Promise<Record<string, number>>;
  readStarts: () => number;
}) {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: 'rockpool_instances',
    help: 'Instances by phase.',
    labelNames: ['phase'],
    registers,
    async collect() {
      this.reset();
      for (const [phase, count] of Object.entries(await sources.readPhases())) this.set({ phase }, count);
    },
  });
  new Gauge({
    name: 'rockpool_starts_in_progress',
    help: 'Instances that are being started now.',
    registers,
    collect() {
      this.set(sources.readStarts());
    },
  });
  return {
    registry,
    reconciles: new Counter({
      name: 'rockpool_reconciles_total',
      help: 'Decisions by action and reason.',
      labelNames: ['action', 'reason'],
      registers,
    }),
    failedActions: new Counter({
      name: 'rockpool_failed_actions_total',
      help: 'Actions that the driver could not do.',
      labelNames: ['action'],
      registers,
    }),
    reconcileDuration: new Histogram({
      name: 'rockpool_reconcile_seconds',
      help: 'From taking the lock of an instance to nothing left to do, waits included.',
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
      registers,
    }),
    orphans: new Gauge({
      name: 'rockpool_orphans',
      help: 'Volumes or programs of this installation without an instance, at the last sweep.',
      registers,
    }),
    rescuedJobs: new Counter({
      name: 'rockpool_rescued_jobs_total',
      help: 'Jobs that were in the hands of a provisioner that died.',
      registers,
    }),
  };
}
