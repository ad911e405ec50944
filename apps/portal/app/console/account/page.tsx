import { LogOut } from 'lucide-react';
import type { Metadata } from 'next';
import { appNow } from '@rockpool/db/clock';
import { db } from '@/db.ts';
import { signOut } from '@/features/console/account/actions.ts';
import { listStaffSessions } from '@/features/console/account/list-staff-sessions.ts';
import { PasswordFields } from '@/features/console/account/password-card.tsx';
import { StaffSessionsCard } from '@/features/console/account/sessions-card.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { Alert } from '@/ui/alert.tsx';
import { ButtonLink } from '@/ui/button.tsx';
import { Card, CardHead } from '@/ui/card.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { SubmitButton } from '@/ui/submit-button.tsx';

/** below this many, losing the phone comes close to losing the account */
const fewCodes = 4;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleAccount');
  return { title: t('title') };
}

export default async function ConsoleAccountPage() {
  const staff = await requireStaff('overview.read');
  const [t, role, locale, sessions, now, member] = await Promise.all([
    getTranslator('consoleAccount'),
    getTranslator('consoleRole'),
    getLocale(),
    listStaffSessions(db(), staff.id, staff.sessionId),
    appNow(db()),
    db().staff.findUniqueOrThrow({
      where: { id: staff.id },
      select: { passwordHash: true, recoveryHashes: true },
    }),
  ]);
  const codesLeft = member.recoveryHashes.length;
  return (
    <Page width="normal">
      <PageHead
        title={t('title')}
        hint={`${staff.email} · ${role(`name.${staff.role}`)}`}
        action={
          <form action={signOut}>
            <SubmitButton>
              <LogOut aria-hidden className="size-4" />
              {t('signOut')}
            </SubmitButton>
          </form>
        }
      />
      <div className="space-y-4">
        {codesLeft < fewCodes && (
          <Alert tone="warning" title={t('factor.few', { count: codesLeft })}>
            {t('factor.fewText')}
          </Alert>
        )}
        <StaffSessionsCard sessions={sessions} now={now.toISOString()} locale={locale} />
        <Card>
          <CardHead
            title={t('factor.title')}
            hint={t('factor.hint', { count: codesLeft })}
            action={
              <ButtonLink href="/console/second-factor/new" size="sm" prefetch={false}>
                {t('factor.renew')}
              </ButtonLink>
            }
          />
          <p className="text-sm text-ink-2">{t('factor.text')}</p>
        </Card>
        {member.passwordHash && (
          <Card>
            <CardHead title={t('password.title')} />
            <ClientTexts only={['consoleAccount', 'consolePassword']}>
              <PasswordFields />
            </ClientTexts>
          </Card>
        )}
      </div>
    </Page>
  );
}
