import { may } from '@rockpool/db/domain/roles';
import { readComputer } from '@rockpool/db/views/computer';
import { readInstanceFacts } from '@rockpool/db/views/console-instance';
import { readUserFacts } from '@rockpool/db/views/console-user';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { z } from 'zod';
import { db } from '@/db.ts';
import { env } from '@/env.ts';
import { requireStaff } from '@/features/console/current-staff.ts';
import { ConsoleTime } from '@/features/console/console-time.tsx';
import type { TableParams } from '@/features/console/table-query.ts';
import { InstanceActionsCard } from '@/features/instances/actions-card.tsx';
import { InstanceSummary } from '@/features/instances/summary-card.tsx';
import { EntitlementCard } from '@/features/users/entitlement-card.tsx';
import { UserHistory } from '@/features/users/history.tsx';
import { PlanCard } from '@/features/users/plan-card.tsx';
import { PointsCard } from '@/features/users/points-card.tsx';
import { UserSessionsCard } from '@/features/users/sessions-card.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

type Props = { params: Promise<{ id: string }>; searchParams: Promise<TableParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleUsers');
  return { title: t('title') };
}

export default async function UserPage({ params, searchParams }: Props) {
  const staff = await requireStaff('users.read');
  const id = z.uuid().safeParse((await params).id);
  if (!id.success) notFound();
  const [t, facts, computer] = await Promise.all([
    getTranslator('consoleUsers'),
    readUserFacts(db(), id.data),
    readComputer(db(), id.data),
  ]);
  if (!facts || !computer) notFound();
  const { role } = staff;
  const { instance } = computer;
  const instanceFacts = instance && (await readInstanceFacts(db(), instance.id));
  return (
    <Page>
      <TextLink href="/console/users" prefetch={false} className="text-sm">
        {t('back')}
      </TextLink>
      <PageHead
        title={<span className="tabular">{facts.deletedAt ? t('deleted') : computer.user.phone}</span>}
        hint={
          <>
            {t('joined')} <ConsoleTime at={facts.createdAt} /> · {facts.timeZone}
          </>
        }
      />
      <ClientTexts only={['consoleUsers']}>
        <div className="mb-4 grid items-start gap-4 lg:grid-cols-2">
          <div className="space-y-4">
            {computer.entitlements.map((entitlement) => (
              <EntitlementCard
                key={entitlement.id}
                entitlement={entitlement}
                now={computer.now}
                mayGrant={may(role, 'users.grant')}
              />
            ))}
            <PointsCard userId={facts.id} balance={computer.balance} mayChange={may(role, 'users.points')} />
          </div>
          <div className="space-y-4">
            <InstanceSummary instance={instance} />
            {instance && instanceFacts && (
              <InstanceActionsCard
                instance={instance}
                facts={instanceFacts}
                phone={computer.user.phone}
                role={role}
              />
            )}
            <PlanCard facts={facts} consentAt={computer.user.consentAt} />
            <UserSessionsCard facts={facts} maySignOut={may(role, 'users.suspend')} />
          </div>
        </div>
        <UserHistory
          userId={facts.id}
          phone={facts.deletedAt ? t('deleted') : computer.user.phone}
          params={await searchParams}
          mayRefund={may(role, 'payments.refund') && Boolean(env().stripe)}
        />
      </ClientTexts>
    </Page>
  );
}
