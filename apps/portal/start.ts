import type { Server } from 'node:http';
import { db } from './db.ts';
import { env } from './env.ts';
import { claimLine } from './features/claim/line.ts';
import type { WorkerOptions } from './features/jobs/worker.ts';
import { endStreams } from './features/live/stream-signal.ts';
import { certificateEndOf } from './features/metrics/certificate-end.ts';
import { portalMetrics } from './features/metrics/metrics.ts';
import { noteRequests } from './features/metrics/note-requests.ts';
import { registerGauges } from './features/metrics/register-gauges.ts';
import { serveMetrics } from './features/metrics/serve-metrics.ts';
import { portalJobs } from './features/jobs/portal-jobs.ts';
import { keepPortalWorker } from './features/jobs/keep-worker.ts';
import { watchLoad } from './features/overload/load.ts';
import { proxyList } from './features/sign-in/client-address.ts';
import { noteAddresses } from './features/sign-in/note-addresses.ts';
import { keyRing } from './keys.ts';
import { log } from './log.ts';

/** Called once per server process. A wrong environment ends it here, with the list of what is wrong. */
export async function start(): Promise<void> {
  try {
    env();
    keyRing();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
  noteAddresses(proxyList(env().trustedProxies));
  watchLoad();
  await measure();
  const { queue } = claimLine();
  const note: WorkerOptions['log'] = (level, message) => log()[level](message);
  const worker = keepPortalWorker(portalJobs(note), { databaseUrl: env().databaseUrl, log: note });
  // a poll under way may hold a grant that is told only once: let it be stored
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      endStreams();
      void worker.stop();
      void queue.stop();
    });
  log().info({ origin: env().origin }, 'portal started');
}

/** A busy port costs the figures, not the pages. */
async function measure(): Promise<void> {
  const metrics = portalMetrics();
  let own: Server | undefined;
  noteRequests(metrics, (server) => server === own);
  registerGauges(metrics.registry, { db: db(), certificateEnd: certificateEndOf(env().origin) });
  const { metricsPort } = env();
  if (metricsPort === null) return;
  try {
    own = await serveMetrics(metricsPort, metrics.registry);
  } catch (error) {
    log().error({ err: error, port: metricsPort }, 'metrics cannot be served');
  }
}
