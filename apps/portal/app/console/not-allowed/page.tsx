import { Lock } from 'lucide-react';
import { requireStaff } from '@/features/console/current-staff.ts';
import { getTranslator } from '@/i18n/translator.ts';
import { ButtonLink } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/empty-state.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export default async function NotAllowedPage() {
  const [staff, t, role] = await Promise.all([
    requireStaff('overview.read'),
    getTranslator('console'),
    getTranslator('consoleRole'),
  ]);
  return (
    <Page>
      <PageHead title={t('notAllowed.title')} />
      <EmptyState icon={Lock} action={<ButtonLink href="/console">{t('notAllowed.back')}</ButtonLink>}>
        {t('notAllowed.text', { role: role(`name.${staff.role}`) })}
      </EmptyState>
    </Page>
  );
}
