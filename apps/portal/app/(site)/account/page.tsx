import { Cloud, LogOut, WalletCards } from 'lucide-react';
import type { Metadata } from 'next';
import { appNow } from '@rockpool/db/clock';
import { db } from '@/db.ts';
import { signOut } from '@/features/account/actions.ts';
import { DataCard } from '@/features/account/data-card.tsx';
import { listSessions } from '@/features/account/list-sessions.ts';
import { PreferencesCard } from '@/features/account/preferences-card.tsx';
import { SessionsCard } from '@/features/account/sessions-card.tsx';
import { requireUser } from '@/features/auth/current-user.ts';
import { findGateway } from '@/features/gateway/find-gateway.ts';
import { readTimeZone } from '@/features/preferences/save-time-zone.ts';
import { readTakeRefusal } from '@/features/take-along/take-refusal.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { keyRing } from '@/keys.ts';
import { ButtonLink } from '@/ui/button.tsx';
import { SubmitButton } from '@/ui/submit-button.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('account');
  return { title: t('title') };
}

type Params = Promise<Record<string, string | string[] | undefined>>;

export default async function AccountPage({ searchParams }: { searchParams: Params }) {
  const user = await requireUser();
  const { take } = await searchParams;
  const [t, billing, computer, locale, sessions, now, place, timeZone] = await Promise.all([
    getTranslator('account'),
    getTranslator('billing'),
    getTranslator('computer'),
    getLocale(),
    listSessions(db(), user.id, user.sessionId),
    appNow(db()),
    findGateway(db(), keyRing(), user.id),
    readTimeZone(db(), user.id),
  ]);
  return (
    <Page width="normal">
      <PageHead
        title={t('title')}
        hint={<span className="tabular">{user.phone}</span>}
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
        <div className="flex flex-wrap gap-2">
          {(place.at === 'there' || place.state !== 'none') && (
            <ButtonLink href="/computer">
              <Cloud aria-hidden className="size-4" />
              {computer('title')}
            </ButtonLink>
          )}
          <ButtonLink href="/billing">
            <WalletCards aria-hidden className="size-4" />
            {billing('title')}
          </ButtonLink>
        </div>
        <SessionsCard t={t} sessions={sessions} now={now.toISOString()} locale={locale} />
        <PreferencesCard t={t} locale={locale} now={now.toISOString()} timeZone={timeZone} />
        <ClientTexts only={['accountDeletion']}>
          <DataCard t={t} locale={locale} phone={user.phone} place={place} refusal={readTakeRefusal(take)} />
        </ClientTexts>
      </div>
    </Page>
  );
}
