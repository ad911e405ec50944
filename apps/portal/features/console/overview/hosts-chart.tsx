import type { HostRow } from '@rockpool/db/views/hosts';
import { getTranslator } from '../../../i18n/translator.ts';
import { ChartCard } from './chart-card.tsx';

/** What runs on each host and how many more it takes; nothing before the first host. */
export async function HostsChart({ hosts }: { hosts: readonly HostRow[] }) {
  const t = await getTranslator('consoleOverview');
  if (hosts.length === 0) return null;
  const running = t('series.placesRunning');
  const other = t('series.placesOther');
  const free = t('series.placesFree');
  const hasLimit = hosts.some(({ room }) => room !== null);
  return (
    <ChartCard
      kind="bar"
      named
      title={t('chart.hosts')}
      dayHead={t('host')}
      points={hosts.map((host) => ({
        day: host.name,
        [running]: host.running,
        [other]: Math.max(host.taken - host.running, 0),
        ...(hasLimit && host.room !== null ? { [free]: host.room } : {}),
      }))}
      series={[
        { name: running, color: 'var(--green)' },
        { name: other, color: 'var(--amber)' },
        ...(hasLimit ? [{ name: free, color: 'var(--line-strong)' }] : []),
      ]}
    />
  );
}
