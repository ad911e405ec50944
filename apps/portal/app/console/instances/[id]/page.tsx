import { may } from '@rockpool/db/domain/roles';
import { readComputer } from '@rockpool/db/views/computer';
import { readInstanceFacts } from '@rockpool/db/views/console-instance';
import { readHosts } from '@rockpool/db/views/hosts';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { db } from '@/db.ts';
import { requireStaff } from '@/features/console/current-staff.ts';
import { InstanceActionsCard } from '@/features/instances/actions-card.tsx';
import { InstanceFactsCard, SetUpCard } from '@/features/instances/facts-card.tsx';
import { InstanceHostCard } from '@/features/instances/host-card.tsx';
import { LogsCard } from '@/features/instances/logs-card.tsx';
import { PastCard } from '@/features/instances/past-card.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleInstances');
  return { title: t('title') };
}

export default async function InstancePage({ params }: { params: Promise<{ id: string }> }) {
  const { role } = await requireStaff('instances.read');
  const id = z.uuid().safeParse((await params).id);
  const facts = id.success ? await readInstanceFacts(db(), id.data) : null;
  if (!facts) notFound();
  const [t, computer, hosts] = await Promise.all([
    getTranslator('consoleInstances'),
    readComputer(db(), facts.userId),
    readHosts(db()),
  ]);
  if (!computer?.instance) notFound();
  const { instance, user } = computer;
  return (
    <Page>
      <TextLink href="/console/instances" prefetch={false} className="text-sm">
        {t('back')}
      </TextLink>
      <PageHead
        title={t('one')}
        hint={
          <>
            <TextLink href={`/console/users/${user.id}`} prefetch={false} className="tabular">
              {user.phone}
            </TextLink>{' '}
            · <code className="text-sm break-all">{instance.id}</code>
          </>
        }
      />
      <ClientTexts only={['consoleInstances']}>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <div className="min-w-0 space-y-4">
            <InstanceFactsCard instance={instance} facts={facts} />
            <SetUpCard computer={computer} />
          </div>
          <div className="min-w-0 space-y-4">
            <InstanceActionsCard instance={instance} facts={facts} phone={user.phone} role={role} />
            <InstanceHostCard instance={instance} facts={facts} hosts={hosts} role={role} />
            {may(role, 'instances.logs') && <LogsCard instanceId={instance.id} />}
            <PastCard facts={facts} />
          </div>
        </div>
      </ClientTexts>
    </Page>
  );
}
