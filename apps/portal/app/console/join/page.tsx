import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { requestAddress, requireAllowedAddress } from '@/features/console/current-staff.ts';
import { readInvitation } from '@/features/console/join/invitation.ts';
import { JoinForm, type JoinOffer } from '@/features/console/join/join-form.tsx';
import { makeTotpOffer } from '@/features/console/second-factor/make-totp-offer.ts';
import { limit } from '@/features/limits/limit.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card } from '@/ui/card.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleJoin');
  return { title: t('title') };
}

export default async function JoinPage(props: { searchParams: Promise<{ token?: unknown }> }) {
  await requireAllowedAddress();
  const [t, { token }] = await Promise.all([getTranslator('consoleJoin'), props.searchParams]);
  const offer = typeof token === 'string' && token !== '' ? await readOffer(token) : null;
  return (
    <Page width="narrow">
      <PageHead title={t('title')} hint={t('hint')} />
      <Card>
        <ClientTexts only={['consoleJoin', 'consolePassword', 'consoleSecondFactor']}>
          <JoinForm offer={offer} />
        </ClientTexts>
      </Card>
    </Page>
  );
}

async function readOffer(token: string): Promise<JoinOffer> {
  if (!(await limit(db(), 'staff.join.address', await requestAddress())).ok) return null;
  const invitation = await readInvitation(db(), token);
  if (!invitation) return null;
  const { staffId: id, email } = invitation;
  return { email, token, totp: makeTotpOffer({ id, email }) };
}
