import { campaignStatus } from '@rockpool/db/domain/campaign-state';
import type { ListedCampaign, campaignSorts } from '@rockpool/db/views/console-campaigns';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { formatDay } from '../../ui/format-time.ts';
import type { CsvColumn } from '../console/csv.ts';
import { NextChange, StatePill } from './state-pill.tsx';

type Sort = (typeof campaignSorts)[number];

export const campaignColumns = (
  t: Translator<'consoleCampaigns'>,
  locale: Locale,
): Column<ListedCampaign, Sort>[] => [
  { id: 'name', head: t('name'), sort: 'name', cell: ({ name }) => name[locale] },
  {
    id: 'state',
    head: t('stateHead'),
    cell: (row) => {
      const { state, next } = campaignStatus(row, row.now);
      return (
        <>
          <StatePill state={state} />
          <span className="mt-1 block text-ink-2">
            <NextChange next={next} zone={row.policy.zone} />
          </span>
        </>
      );
    },
  },
  {
    id: 'window',
    head: t('window'),
    cell: ({ policy }) => (
      <span className="whitespace-nowrap tabular">
        {formatDay(policy.claimFirstDay, locale)} – {formatDay(policy.claimLastDay, locale)}
      </span>
    ),
  },
  {
    id: 'claimed',
    head: t('claimed'),
    sort: 'claimed',
    align: 'end',
    cell: ({ claimed, stock }) => `${claimed} / ${stock ?? t('unlimited')}`,
  },
  { id: 'active', head: t('active'), align: 'end', cell: ({ active }) => active },
  { id: 'waiting', head: t('waiting'), align: 'end', cell: ({ waiting }) => waiting },
  { id: 'revenue', head: t('revenue'), align: 'end', cell: ({ revenue }) => revenue },
];

export const campaignCsvColumns: CsvColumn<ListedCampaign>[] = [
  { head: 'id', cell: (row) => row.id },
  { head: 'slug', cell: (row) => row.slug },
  { head: 'name_zh', cell: (row) => row.name.zh },
  { head: 'name_en', cell: (row) => row.name.en },
  { head: 'state', cell: (row) => campaignStatus(row, row.now).state },
  { head: 'claim_first_day', cell: (row) => row.policy.claimFirstDay },
  { head: 'claim_last_day', cell: (row) => row.policy.claimLastDay },
  { head: 'last_day_of_use', cell: (row) => row.policy.lastDayOfUse },
  { head: 'stock', cell: (row) => row.stock },
  { head: 'claimed', cell: (row) => row.claimed },
  { head: 'active', cell: (row) => row.active },
  { head: 'waiting', cell: (row) => row.waiting },
  { head: 'points', cell: (row) => row.revenue },
];
