import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { env } from '@/env.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { safeNextPath } from '@/features/auth/next-path.ts';
import { oidcIds, servesAudience } from '@/features/auth/oidc-provider.ts';
import { ProviderButton } from '@/features/auth/provider-button.tsx';
import { SignInForm } from '@/features/sign-in/sign-in-form.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Alert } from '@/ui/alert.tsx';
import { Card } from '@/ui/card.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { SandboxLabel } from '@/ui/sandbox-label.tsx';

/** What the way back from the identity provider may end with. */
const notes = ['phone_needed', 'identity_conflict', 'identity_unusable'] as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('signIn');
  return { title: t('title') };
}

export default async function SignInPage(props: {
  searchParams: Promise<{ next?: unknown; error?: unknown }>;
}) {
  const [t, user, query] = await Promise.all([getTranslator('signIn'), currentUser(), props.searchParams]);
  const next = safeNextPath(query.next);
  if (user) redirect(next);
  const { oidc } = env();
  const note = oidc && notes.find((each) => each === query.error);
  return (
    <Page width="narrow">
      <PageHead title={t('title')} hint={t('hint')} />
      {note && (
        <div className="mb-4">
          <Alert tone={note === 'phone_needed' ? 'info' : 'warning'} live title={t(`provider.${note}`)} />
        </div>
      )}
      <Card>
        <ClientTexts only={['signIn']}>
          <SignInForm next={next} />
        </ClientTexts>
        {oidc && servesAudience(oidc, 'subscribers') && note !== 'phone_needed' && (
          <ProviderButton
            provider={oidcIds.subscribers}
            label={t('provider.continue', { name: oidc.name })}
            failed={t('provider.failed', { name: oidc.name })}
            next={next}
          />
        )}
      </Card>
      {env().sandbox.smsUrl && (
        <p className="mt-4">
          <SandboxLabel href={env().sandbox.smsUrl}>{t('sandbox')}</SandboxLabel>
        </p>
      )}
    </Page>
  );
}
