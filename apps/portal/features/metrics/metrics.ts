/** What the portal counts. Label values come from closed sets: nobody's number, address or path makes a series. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type PortalMetrics = ReturnType<typeof createPortalMetrics>;

export function createPortalMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers });
  return {
    registry,
    codes: counter('rockpool_codes_total', 'One-time codes asked for: sent, or why not.', ['result']),
    messages: counter('rockpool_messages_total', 'SMS and mails: sent, or why not.', ['way', 'result']),
    signIns: counter('rockpool_sign_ins_total', 'Codes entered: signed_in, or why not.', ['result']),
    claims: counter('rockpool_claims_total', 'Claims: claimed, again, or why not.', ['result']),
    renewals: counter('rockpool_renewals_total', 'Renewals: renewed, or why not.', ['result']),
    scans: counter('rockpool_scans_total', 'Scans by how they ended.', ['end']),
    requestSeconds: new Histogram({
      name: 'rockpool_request_seconds',
      help: 'From a request to the end of its answer, event streams left out.',
      labelNames: ['route', 'method', 'status'],
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers,
    }),
    streams: new Gauge({
      name: 'rockpool_streams_open',
      help: 'Event streams that are open now.',
      labelNames: ['route'],
      registers,
    }),
  };
}

// on globalThis because Next loads a module once per bundle, and the counts are of the process
const shared = globalThis as typeof globalThis & { rockpoolMetrics?: PortalMetrics };

export function portalMetrics(): PortalMetrics {
  return (shared.rockpoolMetrics ??= createPortalMetrics());
}
