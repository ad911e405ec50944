import { KeyRound } from 'lucide-react';
import type { Metadata } from 'next';
import { isRole, may } from '@rockpool/db/domain/roles';
import { db } from '@/db.ts';
import { ConsoleTime } from '@/features/console/console-time.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { listTokens, type TokenRow } from '@/features/console/tokens/list-tokens.ts';
import { NewTokenForm } from '@/features/console/tokens/new-token-form.tsx';
import { RevokeButton } from '@/features/console/tokens/revoke-button.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card, CardHead } from '@/ui/card.tsx';
import { DataTable } from '@/ui/data-table.tsx';
import { EmptyState } from '@/ui/empty-state.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { StatusPill } from '@/ui/status-pill.tsx';

const tones = { active: 'good', expired: 'neutral', revoked: 'neutral', owner_disabled: 'warning' } as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleTokens');
  return { title: t('title') };
}

export default async function ConsoleTokensPage() {
  const staff = await requireStaff('settings.read');
  const [t, role, rows] = await Promise.all([
    getTranslator('consoleTokens'),
    getTranslator('consoleRole'),
    listTokens(db()),
  ]);
  const mayEdit = may(staff.role, 'tokens.edit');
  const columns = [
    {
      id: 'name',
      head: t('name'),
      cell: (row: TokenRow) => (
        <>
          <span className="font-medium">{row.name}</span>
          <span className="block font-mono text-xs text-ink-2">rp_…{row.hint}</span>
        </>
      ),
    },
    {
      id: 'role',
      head: t('roleHead'),
      cell: (row: TokenRow) => isRole(row.role) && role(`name.${row.role}`),
    },
    { id: 'owner', head: t('owner'), cell: (row: TokenRow) => row.owner },
    {
      id: 'state',
      head: t('stateHead'),
      cell: (row: TokenRow) => <StatusPill tone={tones[row.state]}>{t(`state.${row.state}`)}</StatusPill>,
    },
    { id: 'used', head: t('lastUsed'), cell: (row: TokenRow) => <ConsoleTime at={row.lastUsedAt} /> },
    {
      id: 'expires',
      head: t('expires'),
      cell: (row: TokenRow) => (row.expiresAt ? <ConsoleTime at={row.expiresAt} shape="date" /> : t('never')),
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
          {rows.length === 0 ? (
            <Card>
              <EmptyState icon={KeyRound}>{t('empty')}</EmptyState>
            </Card>
          ) : (
            <DataTable label={t('title')} columns={columns} rows={rows} rowKey={({ id }) => id} />
          )}
        </div>
      </ClientTexts>
    </Page>
  );
}
