import type { Metadata } from 'next';
import { may, roles } from '@rockpool/db/domain/roles';
import { tokenStates, type TokenRow, type tokenSorts } from '@rockpool/db/views/console-tokens';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { ConsoleTime } from '@/features/console/console-time.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { NewTokenForm } from '@/features/console/tokens/new-token-form.tsx';
import { RevokeButton } from '@/features/console/tokens/revoke-button.tsx';
import { listedTokens } from '@/features/console/tokens/table.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card, CardHead } from '@/ui/card.tsx';
import type { Column } from '@/ui/data-table.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { StatusPill } from '@/ui/status-pill.tsx';

const tones = { active: 'good', expired: 'neutral', revoked: 'neutral', owner_disabled: 'warning' } as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleTokens');
  return { title: t('title') };
}

export default async function ConsoleTokensPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { staff, table } = await openTable(listedTokens, searchParams);
  const [t, role] = await Promise.all([getTranslator('consoleTokens'), getTranslator('consoleRole')]);
  const mayEdit = may(staff.role, 'tokens.edit');
  const columns: Column<TokenRow, (typeof tokenSorts)[number]>[] = [
    {
      id: 'name',
      head: t('name'),
      sort: 'name',
      cell: (row) => (
        <>
          <span className="font-medium">{row.name}</span>
          <span className="block font-mono text-xs text-ink-2">rp_…{row.hint}</span>
        </>
      ),
    },
    {
      id: 'role',
      head: t('roleHead'),
      cell: (row) => role(`name.${row.role}`),
    },
    { id: 'owner', head: t('owner'), cell: (row) => row.owner },
    {
      id: 'state',
      head: t('stateHead'),
      cell: (row) => <StatusPill tone={tones[row.state]}>{t(`state.${row.state}`)}</StatusPill>,
    },
    {
      id: 'created',
      head: t('createdAt'),
      sort: 'created',
      cell: (row) => <ConsoleTime at={row.created_at} shape="date" />,
    },
    {
      id: 'used',
      head: t('lastUsed'),
      sort: 'used',
      cell: (row) => <ConsoleTime at={row.last_used_at} />,
    },
    {
      id: 'expires',
      head: t('expires'),
      sort: 'expires',
      cell: (row) => (row.expires_at ? <ConsoleTime at={row.expires_at} shape="date" /> : t('never')),
    },
    ...(mayEdit
      ? [
          {
            id: 'actions',
            head: <span className="sr-only">{t('revoke.open')}</span>,
            align: 'end' as const,
            cell: (row: TokenRow) => row.state === 'active' && <RevokeButton id={row.id} name={row.name} />,
          },
        ]
      : []),
  ];
  return (
    <Page>
      <PageHead title={t('title')} hint={t('hint')} />
      <ClientTexts only={['consoleTokens', 'consoleRole']}>
        <div className="space-y-6">
          {mayEdit && (
            <Card>
              <CardHead title={t('form.title')} hint={t('form.hint')} />
              <NewTokenForm />
            </Card>
          )}
          <ConsoleTable
            {...table}
            label={t('title')}
            columns={columns}
            rowKey={({ id }) => id}
            empty={t('empty')}
            fields={[
              { kind: 'text', name: 'q', label: t('search') },
              {
                kind: 'choice',
                name: 'role',
                label: t('roleHead'),
                options: roles.map((value) => ({ value, text: role(`name.${value}`) })),
              },
              {
                kind: 'choice',
                name: 'state',
                label: t('stateHead'),
                options: tokenStates.map((value) => ({ value, text: t(`state.${value}`) })),
              },
            ]}
          />
        </div>
      </ClientTexts>
    </Page>
  );
}
