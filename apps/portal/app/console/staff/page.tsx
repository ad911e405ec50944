import type { Metadata } from 'next';
import { appNow } from '@rockpool/db/clock';
import { may, roles } from '@rockpool/db/domain/roles';
import { staffStates, type StaffRow, type staffSorts } from '@rockpool/db/views/console-staff';
import { db } from '@/db.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { InviteForm } from '@/features/console/staff/invite-form.tsx';
import { MemberActions } from '@/features/console/staff/member-actions.tsx';
import { listedStaff } from '@/features/console/staff/table.ts';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { consoleZone } from '@/features/console/console-time.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { Card, CardHead } from '@/ui/card.tsx';
import type { Column } from '@/ui/data-table.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { RelativeTime } from '@/ui/relative-time.tsx';
import { StatusPill } from '@/ui/status-pill.tsx';

const tones = { active: 'good', invited: 'info', invitation_over: 'warning', disabled: 'neutral' } as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleStaff');
  return { title: t('title') };
}

export default async function ConsoleStaffPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { staff, table } = await openTable(listedStaff, searchParams);
  const [t, role, locale, now] = await Promise.all([
    getTranslator('consoleStaff'),
    getTranslator('consoleRole'),
    getLocale(),
    appNow(db()),
  ]);
  const mayEdit = may(staff.role, 'staff.edit');
  const columns: Column<StaffRow, (typeof staffSorts)[number]>[] = [
    {
      id: 'email',
      head: t('email'),
      sort: 'email',
      cell: (row) => row.email,
    },
    { id: 'role', head: t('roleHead'), cell: (row) => role(`name.${row.role}`) },
    {
      id: 'state',
      head: t('stateHead'),
      cell: (row) => <StatusPill tone={tones[row.state]}>{t(`state.${row.state}`)}</StatusPill>,
    },
    {
      id: 'seen',
      head: t('lastSeen'),
      sort: 'seen',
      cell: (row) =>
        row.last_seen_at ? (
          <RelativeTime
            at={row.last_seen_at.toISOString()}
            now={now.toISOString()}
            locale={locale}
            timeZone={consoleZone}
          />
        ) : (
          '–'
        ),
    },
    ...(mayEdit
      ? [
          {
            id: 'actions',
            head: <span className="sr-only">{t('member.open')}</span>,
            align: 'end' as const,
            cell: (row: StaffRow) =>
              row.id === staff.id ? (
                <span className="text-ink-2">{t('you')}</span>
              ) : (
                <MemberActions
                  id={row.id}
                  email={row.email}
                  role={row.role}
                  disabled={row.state === 'disabled'}
                />
              ),
          },
        ]
      : []),
  ];
  return (
    <Page>
      <PageHead title={t('title')} hint={t('hint')} />
      <ClientTexts only={['consoleStaff', 'consoleRole']}>
        <div className="space-y-6">
          <ConsoleTable
            {...table}
            label={t('title')}
            columns={columns}
            rowKey={({ id }) => id}
            empty={t('empty')}
            fields={[
              { kind: 'text', name: 'q', label: t('email') },
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
                options: staffStates.map((value) => ({ value, text: t(`state.${value}`) })),
              },
            ]}
          />
          {mayEdit && (
            <Card>
              <CardHead title={t('invite.title')} hint={t('invite.hint')} />
              <InviteForm />
            </Card>
          )}
        </div>
      </ClientTexts>
    </Page>
  );
}
