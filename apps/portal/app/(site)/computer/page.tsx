import { CloudOff } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { db } from '@/db.ts';
import { env } from '@/env.ts';
import { requireUser } from '@/features/auth/current-user.ts';
import { ClockBar } from '@/features/clock/clock-bar.tsx';
import { LiveComputer } from '@/features/computer/live-computer.tsx';
import { readSnapshot } from '@/features/computer/snapshot.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { memberships } from '@/memberships.ts';
import { ButtonLink } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/empty-state.tsx';
import { Page } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('computer');
  return { title: t('title') };
}

export default async function ComputerPage() {
  const user = await requireUser();
  const [t, locale, snapshot] = await Promise.all([
    getTranslator('computer'),
    getLocale(),
    readSnapshot(db(), memberships(), user.id),
  ]);
  if (!snapshot) redirect('/sign-in');
  const { feishu, lark } = env().feishu;
  const consoleOrigins = [feishu, lark].map(({ openUrl }) => new URL(openUrl).origin);
  return (
    <Page>
      {snapshot.entitlements.length === 0 ? (
        <>
          <h1 className="sr-only">{t('title')}</h1>
          <EmptyState
            icon={CloudOff}
            action={
              <ButtonLink href="/claim" look="primary">
                {t('claim')}
              </ButtonLink>
            }
          >
            {t('none')}
          </EmptyState>
        </>
      ) : (
        <ClientTexts only={['computer', 'refusal']}>
          <LiveComputer initial={snapshot} locale={locale} consoleOrigins={consoleOrigins} />
        </ClientTexts>
      )}
      <ClockBar />
    </Page>
  );
}
