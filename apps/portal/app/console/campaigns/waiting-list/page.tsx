import type { Metadata } from 'next';
import { campaignChoices } from '@/features/campaigns/campaign-choices.ts';
import { waitingColumns } from '@/features/campaigns/waiting-columns.tsx';
import { listedWaiting } from '@/features/campaigns/waiting-table.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleCampaigns');
  return { title: t('line.title') };
}

export default async function WaitingListPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { table } = await openTable(listedWaiting, searchParams);
  const [t, locale] = await Promise.all([getTranslator('consoleCampaigns'), getLocale()]);
  return (
    <Page>
      <TextLink href="/console/campaigns" prefetch={false} className="text-sm">
        {t('title')}
      </TextLink>
      <PageHead title={t('line.title')} hint={t('line.hint')} />
      <ConsoleTable
        {...table}
        label={t('line.title')}
        columns={waitingColumns(t, locale)}
        rowKey={({ id }) => id}
        rowHref={({ user_id: id }) => `/console/users/${id}`}
        empty={t('line.empty')}
        fields={[
          { kind: 'text', name: 'q', label: t('line.phone') },
          { kind: 'choice', name: 'campaign', label: t('campaign'), options: await campaignChoices(locale) },
          {
            kind: 'choice',
            name: 'offer',
            label: t('line.place'),
            options: [
              { value: 'yes', text: t('line.kept') },
              { value: 'no', text: t('line.notKept') },
            ],
          },
        ]}
      />
    </Page>
  );
}
