import { may } from '@rockpool/db/domain/roles';
import { codeStates } from '@rockpool/db/views/console-codes';
import type { Metadata } from 'next';
import { campaignChoices } from '@/features/campaigns/campaign-choices.ts';
import { codeColumns } from '@/features/campaigns/code-columns.tsx';
import { listedCodes } from '@/features/campaigns/code-table.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { operateWords } from '@/features/console/operate-words.ts';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleCampaigns');
  return { title: t('codes.title') };
}

export default async function CodesPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { staff, table } = await openTable(listedCodes, searchParams);
  const [t, locale, words] = await Promise.all([
    getTranslator('consoleCampaigns'),
    getLocale(),
    operateWords(),
  ]);
  const mayEdit = may(staff.role, 'campaigns.edit');
  return (
    <Page>
      <TextLink href="/console/campaigns" prefetch={false} className="text-sm">
        {t('title')}
      </TextLink>
      <PageHead title={t('codes.title')} hint={t(mayEdit ? 'codes.wholeHint' : 'codes.endsHint')} />
      <ConsoleTable
        {...table}
        label={t('codes.title')}
        columns={codeColumns(t, locale, { mayEdit, words })}
        rowKey={({ id }) => id}
        empty={t('codes.empty')}
        fields={[
          { kind: 'text', name: 'q', label: t('codes.search') },
          { kind: 'choice', name: 'campaign', label: t('campaign'), options: await campaignChoices(locale) },
          {
            kind: 'choice',
            name: 'state',
            label: t('codes.state'),
            options: codeStates.map((value) => ({ value, text: t(`codes.is.${value}`) })),
          },
        ]}
      />
    </Page>
  );
}
