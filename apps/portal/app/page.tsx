import { getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';

export default async function CampaignPage() {
  const t = await getTranslator('frame');
  return (
    <Page>
      <PageHead title={t('product')} hint={t('description')} />
    </Page>
  );
}
