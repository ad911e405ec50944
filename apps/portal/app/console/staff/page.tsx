import type { Metadata } from 'next';
import { appNow } from '@rockpool/db/clock';
import { may } from '@rockpool/db/domain/roles';
import { db } from '@/db.ts';
import { requireStaff } from '@/features/console/current-staff.ts';
import { InviteForm } from '@/features/console/staff/invite-form.tsx';
import { listStaff, type StaffRow } from '@/features/console/staff/list-staff.ts';
import { MemberActions } from '@/features/console/staff/member-actions.tsx';
import { consoleZone } from '@/features/console/console-time.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { Card, CardHead } from '@/ui/card.tsx';
import { DataTable } from '@/ui/data-table.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { RelativeTime } from '@/ui/relative-time.tsx';
import { StatusPill } from '@/ui/status-pill.tsx';

const tones = { active: 'good', invited: 'info', invitation_over: 'warning', disabled: 'neutral' } as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleStaff');
  return { title: t('title') };
}

export default async function ConsoleStaffPage() {
  const staff = await requireStaff('staff.read');
  const [t, role, locale, rows, now] = await Promise.all([
    getTranslator('consoleStaff'),
    getTranslator('consoleRole'),
    getLocale(),
    listStaff(db()),
    appNow(db()),
  ]);
  const mayEdit = may(staff.role, 'staff.edit');
  const columns = [
    {
      id: 'email',
      head: t('email'),
      cell: (row: StaffRow) => row.email,
    },
    { id: 'role', head: t('roleHead'), cell: (row: StaffRow) => role(`name.${row.role}`) },
    {
      id: 'state',
      head: t('stateHead'),
      cell: (row: StaffRow) => <StatusPill tone={tones[row.state]}>{t(`state.${row.state}`)}</StatusPill>,
    },
    {
      id: 'seen',
      head: t('lastSeen'),
      cell: (row: StaffRow) =>
        row.lastSeenAt ? (
          <RelativeTime at={row.lastSeenAt} now={now.toISOString()} locale={locale} timeZone={consoleZone} />
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
          <DataTable label={t('title')} columns={columns} rows={rows} rowKey={({ id }) => id} />
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
