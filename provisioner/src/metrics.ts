import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** `readStarts` is asked at every scrape. What is looked up for a scrape is in metrics/. */
export function createMetrics(sources: { readStarts: () => number }) {
  const registry = new Registry();
  const registers = [registry];
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
    starts: new Histogram({
      name: 'rockpool_start_seconds',
      help: 'From the decision to start or restart an instance to its gateway being ready, or to giving up for now.',
      labelNames: ['outcome'],
      buckets: [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 20, 30, 60],
      registers,
    }),
    jobToAction: new Histogram({
      name: 'rockpool_job_to_action_seconds',
      help: 'From the moment a job was due to the first action it led to, the wait for a free start included.',
      labelNames: ['action'],
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60, 300],
      registers,
    }),
    reminders: new Counter({
      name: 'rockpool_reminders_total',
      help: 'Reminders of an expiry by what became of them.',
      labelNames: ['kind', 'state'],
      registers,
    }),
    chatRequests: new Counter({
      name: 'rockpool_chat_requests_total',
      help: 'What owners asked of the platform in their chats, by kind and outcome.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    relayCalls: new Counter({
      name: 'rockpool_relay_calls_total',
      help: "Calls of gateways that came over this host's address, by what became of them.",
      labelNames: ['outcome'],
      registers,
    }),
    orphans: new Gauge({
      name: 'rockpool_orphans',
      help: 'Volumes or programs of this installation without an instance of this host, at the last sweep.',
      registers,
    }),
    rescuedJobs: new Counter({
      name: 'rockpool_rescued_jobs_total',
      help: 'Jobs that were in the hands of a provisioner that died.',
      registers,
    }),
  };
}
