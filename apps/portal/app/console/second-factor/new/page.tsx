import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { db } from '@/db.ts';
import { currentStaff } from '@/features/console/current-staff.ts';
import { EnrolForm } from '@/features/console/second-factor/enrol-form.tsx';
import { makeTotpOffer } from '@/features/console/second-factor/make-totp-offer.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card } from '@/ui/card.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleSecondFactor');
  return { title: t('newTitle') };
}

/** For who has shown both factors and wants another app, and for who has none yet. */
export default async function NewSecondFactorPage() {
  const [t, staff] = await Promise.all([getTranslator('consoleSecondFactor'), currentStaff()]);
  if (!staff) redirect('/console/sign-in');
  const { totpSealed } = await db().staff.findUniqueOrThrow({ where: { id: staff.id } });
  if (!staff.complete && totpSealed !== null) redirect('/console/second-factor');
  return (
    <Page width="narrow">
      <PageHead title={t('newTitle')} hint={t('newHint')} />
      <Card>
        <ClientTexts only={['consoleSecondFactor']}>
          <EnrolForm offer={makeTotpOffer(staff)} email={staff.email} />
        </ClientTexts>
      </Card>
    </Page>
  );
}
