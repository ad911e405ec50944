import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { env } from '@/env.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { safeNextPath } from '@/features/auth/next-path.ts';
import { SignInForm } from '@/features/sign-in/sign-in-form.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card } from '@/ui/card.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { SandboxLabel } from '@/ui/sandbox-label.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('signIn');
  return { title: t('title') };
}

export default async function SignInPage(props: { searchParams: Promise<{ next?: unknown }> }) {
  const [t, user, query] = await Promise.all([getTranslator('signIn'), currentUser(), props.searchParams]);
  const next = safeNextPath(query.next);
  if (user) redirect(next);
  return (
    <Page width="narrow">
      <PageHead title={t('title')} hint={t('hint')} />
      <Card>
        <ClientTexts only={['signIn']}>
          <SignInForm next={next} />
        </ClientTexts>
      </Card>
      {env().sandbox.smsUrl && (
        <p className="mt-4">
          <SandboxLabel href={env().sandbox.smsUrl}>{t('sandbox')}</SandboxLabel>
        </p>
      )}
    </Page>
  );
}
