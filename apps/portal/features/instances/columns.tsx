import type { InstanceRow, instanceSorts } from '@rockpool/db/views/console-instances';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';
import { PhasePill } from './phase-pill.tsx';
import { reasonText } from './reason-text.ts';

type Sort = (typeof instanceSorts)[number];

export const instanceColumns = (t: Translator<'consoleInstances'>): Column<InstanceRow, Sort>[] => [
  { id: 'id', head: t('id'), cell: ({ id }) => <code className="text-xs">{id.slice(-12)}</code> },
  {
    id: 'owner',
    head: t('owner'),
    cell: (instance) => (
      <TextLink
        href={`/console/users/${instance.user_id}`}
        prefetch={false}
        className="whitespace-nowrap tabular"
      >
        {instance.phone}
      </TextLink>
    ),
  },
  { id: 'phase', head: t('phase'), sort: 'trouble', cell: ({ phase }) => <PhasePill phase={phase} /> },
  {
    id: 'why',
    head: t('why'),
    cell: async (instance) => (
      <span className="block min-w-44 text-ink-2">
        {await reasonText(instance.phase_reason, instance.phase_detail)}
      </span>
    ),
  },
  {
    id: 'host',
    head: t('host'),
    cell: ({ host, moved_from: from, move_to: to }) => (
      <span className="whitespace-nowrap">
        {[from, host, to].filter((name) => name !== null).join(' → ') || '—'}
      </span>
    ),
  },
  { id: 'since', head: t('since'), sort: 'since', cell: ({ phase_since: at }) => <ConsoleTime at={at} /> },
  {
    id: 'expires',
    head: t('expires'),
    sort: 'expires',
    cell: ({ expires_at: at }) => <ConsoleTime at={at} />,
  },
  {
    id: 'activity',
    head: t('activity'),
    sort: 'activity',
    cell: ({ last_activity_at: at }) => <ConsoleTime at={at} />,
  },
  {
    id: 'failures',
    head: t('failures'),
    sort: 'failures',
    align: 'end',
    cell: ({ failures }) => failures,
  },
  {
    id: 'config',
    head: t('config'),
    cell: ({ config_hash: hash }) => (
      <code className="text-xs whitespace-nowrap">{hash?.slice(0, 8) ?? '—'}</code>
    ),
  },
  {
    id: 'handle',
    head: t('handle'),
    cell: ({ handle }) => <code className="text-xs whitespace-nowrap">{handle ?? '—'}</code>,
  },
];

export const instanceCsvColumns: CsvColumn<InstanceRow>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'phone', cell: ({ phone }) => phone },
  { head: 'phase', cell: ({ phase }) => phase },
  { head: 'reason', cell: (instance) => instance.phase_reason },
  { head: 'detail', cell: (instance) => instance.phase_detail },
  { head: 'since', cell: (instance) => instance.phase_since },
  { head: 'expires', cell: (instance) => instance.expires_at },
  { head: 'last_activity', cell: (instance) => instance.last_activity_at },
  { head: 'failures', cell: ({ failures }) => failures },
  { head: 'config_hash', cell: (instance) => instance.config_hash },
  { head: 'host', cell: ({ host }) => host },
  { head: 'move_to', cell: (instance) => instance.move_to },
  { head: 'handle', cell: ({ handle }) => handle },
];
