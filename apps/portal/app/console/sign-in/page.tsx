import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { safeConsolePath } from '@/features/console/console-path.ts';
import { currentStaff } from '@/features/console/current-staff.ts';
import { PasswordForm } from '@/features/console/sign-in/password-form.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card } from '@/ui/card.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleSignIn');
  return { title: t('title') };
}

export default async function ConsoleSignInPage(props: { searchParams: Promise<{ next?: unknown }> }) {
  const [t, staff, query] = await Promise.all([
    getTranslator('consoleSignIn'),
    currentStaff(),
    props.searchParams,
  ]);
  const next = safeConsolePath(query.next);
  if (staff?.complete) redirect(next);
  return (
    <Page width="narrow">
      <PageHead title={t('title')} hint={t('hint')} />
      <Card>
        <ClientTexts only={['consoleSignIn']}>
          <PasswordForm next={next} />
        </ClientTexts>
      </Card>
    </Page>
  );
}
