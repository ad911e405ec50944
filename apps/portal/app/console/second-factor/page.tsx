import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { db } from '@/db.ts';
import { safeConsolePath } from '@/features/console/console-path.ts';
import { currentStaff } from '@/features/console/current-staff.ts';
import { CodeForm } from '@/features/console/second-factor/code-form.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card } from '@/ui/card.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleSecondFactor');
  return { title: t('title') };
}

export default async function SecondFactorPage(props: { searchParams: Promise<{ next?: unknown }> }) {
  const [t, staff, query] = await Promise.all([
    getTranslator('consoleSecondFactor'),
    currentStaff(),
    props.searchParams,
  ]);
  const next = safeConsolePath(query.next);
  if (!staff) redirect(`/console/sign-in?next=${encodeURIComponent(next)}`);
  if (staff.complete) redirect(next);
  const { totpSealed } = await db().staff.findUniqueOrThrow({ where: { id: staff.id } });
  if (totpSealed === null) redirect('/console/second-factor/new');
  return (
    <Page width="narrow">
      <PageHead title={t('title')} hint={staff.email} />
      <Card>
        <ClientTexts only={['consoleSecondFactor']}>
          <CodeForm next={next} />
        </ClientTexts>
      </Card>
    </Page>
  );
}
