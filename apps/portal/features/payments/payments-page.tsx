import type { ReactNode } from 'react';
import { env } from '../../env.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { Alert } from '../../ui/alert.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Page, PageHead } from '../../ui/page.tsx';

const parts = [
  { id: 'purchases', href: '/console/payments' },
  { id: 'plans', href: '/console/payments/plans' },
  { id: 'subscriptions', href: '/console/payments/subscriptions' },
  { id: 'events', href: '/console/payments/events' },
] as const;

/** The frame of the four tables about money. */
export async function PaymentsPage({
  part,
  children,
}: {
  part: (typeof parts)[number]['id'];
  children: ReactNode;
}) {
  const t = await getTranslator('consolePayments');
  return (
    <Page>
      <PageHead title={t('title')} />
      {!env().stripe && <Alert tone="info" title={t('notSold')} className="mb-4" />}
      <nav aria-label={t('parts')} className="mb-4 flex flex-wrap gap-1">
        {parts.map(({ id, href }) => (
          <ButtonLink
            key={id}
            href={href}
            size="sm"
            look={id === part ? 'secondary' : 'quiet'}
            aria-current={id === part ? 'page' : undefined}
            prefetch={false}
          >
            {t(`part.${id}`)}
          </ButtonLink>
        ))}
      </nav>
      {children}
    </Page>
  );
}
