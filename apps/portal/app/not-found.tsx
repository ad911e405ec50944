import { Compass } from 'lucide-react';
import { SiteFrame } from '@/features/frame/site-frame.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { ButtonLink } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/empty-state.tsx';
import { Page } from '@/ui/page.tsx';

export default async function NotFound() {
  const t = await getTranslator('frame');
  return (
    <SiteFrame>
      <Page width="normal">
        <h1 className="sr-only">{t('notFoundTitle')}</h1>
        <EmptyState icon={Compass} action={<ButtonLink href="/">{t('notFoundAction')}</ButtonLink>}>
          {t('notFound')}
        </EmptyState>
      </Page>
    </SiteFrame>
  );
}
