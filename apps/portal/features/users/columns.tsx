import type { UserRow, userSorts } from '@rockpool/db/views/console-users';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { Badge } from '../../ui/status-pill.tsx';
import { tierName } from '../benefit/refusal-text.ts';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';
import { PhasePill } from '../instances/phase-pill.tsx';

type Sort = (typeof userSorts)[number];

export const userColumns = (t: Translator<'consoleUsers'>, locale: Locale): Column<UserRow, Sort>[] => [
  {
    id: 'phone',
    head: t('phone'),
    sort: 'phone',
    cell: (user) => (user.deleted_at ? t('deleted') : <span className="tabular">{user.phone}</span>),
  },
  { id: 'joined', head: t('joined'), sort: 'joined', cell: (user) => <ConsoleTime at={user.joined_at} /> },
  {
    id: 'plan',
    head: t('plan'),
    cell: (user) =>
      user.tier ? (
        <span className="whitespace-nowrap">
          {tierName(user.tier)} <Badge>{sourceName(t, user.plan_source)}</Badge>
        </span>
      ) : (
        <span className="text-ink-2">{t('noPlan')}</span>
      ),
  },
  {
    id: 'campaigns',
    head: t('campaigns'),
    cell: ({ campaigns }) => campaigns.map((name) => name[locale]).join(locale === 'zh' ? '、' : ', ') || '—',
  },
  {
    id: 'days',
    head: t('availableDays'),
    sort: 'days',
    align: 'end',
    cell: (user) => user.available_days,
  },
  { id: 'points', head: t('points'), sort: 'points', align: 'end', cell: (user) => user.points },
  {
    id: 'phase',
    head: t('computer'),
    cell: ({ phase }) => (phase ? <PhasePill phase={phase} /> : <span className="text-ink-2">—</span>),
  },
];

/** Where a plan is known from; a source of a later version is named as it names itself. */
export function sourceName(t: Translator<'consoleUsers'>, source: string | null): string {
  if (source === 'subscription' || source === 'api' || source === 'import') return t(`source.${source}`);
  return source ?? '';
}

export const userCsvColumns: CsvColumn<UserRow>[] = [
  { head: 'id', cell: (user) => user.id },
  { head: 'phone', cell: (user) => user.phone },
  { head: 'joined', cell: (user) => user.joined_at },
  { head: 'plan', cell: (user) => user.tier },
  { head: 'plan_source', cell: (user) => user.plan_source },
  { head: 'campaigns', cell: (user) => user.campaigns.map(({ zh }) => zh).join('; ') },
  { head: 'available_days', cell: (user) => user.available_days },
  { head: 'points', cell: (user) => user.points },
  { head: 'instance_id', cell: (user) => user.instance_id },
  { head: 'phase', cell: (user) => user.phase },
];
