import type { SubscriptionRow, subscriptionSorts } from '@rockpool/db/views/payments';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import type { Tone } from '../../ui/tone.ts';
import { tierName } from '../benefit/refusal-text.ts';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';
import { OwnerCell } from './owner-cell.tsx';
import {
  knownSubscriptionState,
  subscriptionStateName,
  type subscriptionStates,
} from './subscription-states.ts';

const tones: Record<(typeof subscriptionStates)[number], Tone> = {
  active: 'good',
  trialing: 'good',
  past_due: 'warning',
  canceled: 'neutral',
  unpaid: 'bad',
  incomplete: 'info',
  incomplete_expired: 'neutral',
  paused: 'neutral',
};

export const subscriptionColumns = (
  t: Translator<'consolePayments'>,
): Column<SubscriptionRow, (typeof subscriptionSorts)[number]>[] => [
  {
    id: 'created',
    head: t('created'),
    sort: 'created',
    cell: (subscription) => <ConsoleTime at={subscription.created_at} />,
  },
  { id: 'owner', head: t('owner'), cell: (row) => <OwnerCell userId={row.user_id} phone={row.phone} /> },
  {
    id: 'plan',
    head: t('plan'),
    cell: ({ tier, interval }) => `${tierName(tier)} · ${t(`interval.${interval}`)}`,
  },
  {
    id: 'state',
    head: t('state'),
    cell: ({ state, past_due_since: since }) => {
      const known = knownSubscriptionState(state);
      return (
        <span className="whitespace-nowrap">
          <StatusPill tone={known ? tones[known] : 'neutral'}>{subscriptionStateName(t, state)}</StatusPill>
          {since && (
            <span className="block text-ink-2">
              {t('pastDueSince')} <ConsoleTime at={since} />
            </span>
          )}
        </span>
      );
    },
  },
  {
    id: 'end',
    head: t('periodEnd'),
    sort: 'period_end',
    cell: ({ current_period_end: at, cancel_at_period_end: ends }) => (
      <>
        <ConsoleTime at={at} />
        {ends && <span className="block text-ink-2">{t('endsThen')}</span>}
      </>
    ),
  },
  { id: 'synced', head: t('syncedAt'), cell: ({ synced_at: at }) => <ConsoleTime at={at} /> },
  { id: 'id', head: t('id'), cell: ({ id }) => <code className="text-xs whitespace-nowrap">{id}</code> },
];

export const subscriptionCsvColumns: CsvColumn<SubscriptionRow>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'created', cell: (subscription) => subscription.created_at },
  { head: 'phone', cell: ({ phone }) => phone },
  { head: 'tier', cell: ({ tier }) => tier },
  { head: 'interval', cell: ({ interval }) => interval },
  { head: 'state', cell: ({ state }) => state },
  { head: 'period_end', cell: (subscription) => subscription.current_period_end },
  { head: 'cancel_at_period_end', cell: (subscription) => subscription.cancel_at_period_end },
  { head: 'past_due_since', cell: (subscription) => subscription.past_due_since },
];
