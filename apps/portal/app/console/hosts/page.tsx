import { may } from '@rockpool/db/domain/roles';
import { readHosts } from '@rockpool/db/views/hosts';
import { Server } from 'lucide-react';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { requireStaff } from '@/features/console/current-staff.ts';
import { KeepFresh } from '@/features/console/overview/keep-fresh.tsx';
import { HostCard } from '@/features/hosts/host-card.tsx';
import { SecondHostCard } from '@/features/hosts/second-host-card.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card } from '@/ui/card.tsx';
import { EmptyState } from '@/ui/empty-state.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleHosts');
  return { title: t('title') };
}

export default async function HostsPage() {
  const { role } = await requireStaff('instances.read');
  const [t, hosts] = await Promise.all([getTranslator('consoleHosts'), readHosts(db())]);
  const isMoving = hosts.some(({ movingIn, movingOut }) => movingIn + movingOut > 0);
  return (
    <Page>
      <KeepFresh everyMs={isMoving ? 3_000 : undefined} />
      <PageHead title={t('title')} hint={t('hint')} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {hosts.length === 0 && (
          <Card>
            <EmptyState icon={Server}>{t('none')}</EmptyState>
          </Card>
        )}
        {hosts.map((host) => (
          <HostCard
            key={host.name}
            host={host}
            isOnly={hosts.length === 1}
            mayEdit={may(role, 'hosts.edit')}
          />
        ))}
        <SecondHostCard />
      </div>
    </Page>
  );
}
