/** What needs somebody, most urgent first. Pure. */
import { MembershipApiReport, WallsReport } from '@rockpool/db/platform-reports';
import type { Overview } from '@rockpool/db/views/overview';
import { judgeHosts, type HostAttention } from './attention-hosts.ts';

export type Attention =
  | { kind: 'provisioner_silent'; minutes: number | null }
  | { kind: 'walls_open' }
  | HostAttention
  | { kind: 'failed'; count: number }
  | { kind: 'move_failed'; count: number }
  | { kind: 'membership_api'; because: string }
  | { kind: 'events_stuck'; count: number }
  | { kind: 'stock_low'; count: number };

/** it reports every ten seconds */
const provisionerSilentMs = 60_000;

export function judgeAttention({
  figures,
  reports,
  hosts,
}: Pick<Overview, 'figures' | 'reports' | 'hosts'>): Attention[] {
  const found: Attention[] = [];
  const provisioner = reports.get('provisioner');
  if (!provisioner || provisioner.silentMs > provisionerSilentMs)
    found.push({
      kind: 'provisioner_silent',
      minutes: provisioner ? Math.round(provisioner.silentMs / 60_000) : null,
    });
  found.push(...judgeHosts(hosts, figures.homeless));
  if (areOpen(reports)) found.push({ kind: 'walls_open' });
  if (figures.failed > 0) found.push({ kind: 'failed', count: figures.failed });
  if (figures.movesFailed > 0) found.push({ kind: 'move_failed', count: figures.movesFailed });
  const api = MembershipApiReport.safeParse(reports.get('membership-api')?.report);
  if (api.success && !api.data.answers) found.push({ kind: 'membership_api', because: api.data.because });
  if (figures.eventsStuck > 0) found.push({ kind: 'events_stuck', count: figures.eventsStuck });
  if (figures.stockLow > 0) found.push({ kind: 'stock_low', count: figures.stockLow });
  return found;
}

/** Whether a host's walls are not proven; what was left from before there were hosts counts as long as no host has told. */
function areOpen(reports: Overview['reports']): boolean {
  const ofHosts = [...reports].filter(([subject]) => subject.startsWith('walls:')).map(([, told]) => told);
  const told = ofHosts.length > 0 ? ofHosts : [reports.get('walls')];
  return told.some((each) => WallsReport.safeParse(each?.report).data?.closed === false);
}
