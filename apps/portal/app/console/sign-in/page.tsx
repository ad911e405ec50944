import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { env } from '@/env.ts';
import { oidcIds, servesAudience } from '@/features/auth/oidc-provider.ts';
import { ProviderButton } from '@/features/auth/provider-button.tsx';
import { safeConsolePath } from '@/features/console/console-path.ts';
import { currentStaff } from '@/features/console/current-staff.ts';
import { PasswordForm } from '@/features/console/sign-in/password-form.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Alert } from '@/ui/alert.tsx';
import { Card } from '@/ui/card.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleSignIn');
  return { title: t('title') };
}

export default async function ConsoleSignInPage(props: {
  searchParams: Promise<{ next?: unknown; error?: unknown }>;
}) {
  const [t, staff, query] = await Promise.all([
    getTranslator('consoleSignIn'),
    currentStaff(),
    props.searchParams,
  ]);
  const next = safeConsolePath(query.next);
  if (staff?.complete) redirect(next);
  const { oidc } = env();
  return (
    <Page width="narrow">
      <PageHead title={t('title')} hint={t('hint')} />
      {query.error !== undefined && oidc && (
        <div className="mb-4">
          <Alert tone="bad" live title={t('provider.refused')}>
            {t('provider.refusedText')}
          </Alert>
        </div>
      )}
      <Card>
        <ClientTexts only={['consoleSignIn']}>
          <PasswordForm next={next} />
        </ClientTexts>
        {oidc && servesAudience(oidc, 'staff') && (
          <ProviderButton
            provider={oidcIds.staff}
            label={t('provider.continue', { name: oidc.name })}
            failed={t('provider.failed', { name: oidc.name })}
            next={next}
          />
        )}
      </Card>
    </Page>
  );
}
