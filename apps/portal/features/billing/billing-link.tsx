import type { WayOut } from '@rockpool/db/domain/way-out';
import { getTranslator } from '../../i18n/translator.ts';
import { TextLink } from '../../ui/text-link.tsx';

/** Leads to where a refused user gets a plan or points; nothing where neither would help. */
export async function BillingLink({ way }: { way: WayOut['kind'] }) {
  const t = await getTranslator('billing');
  switch (way) {
    case 'get_plan':
    case 'renew_plan':
      return <TextLink href="/billing#plans">{t('title')}</TextLink>;
    case 'buy_points':
    case 'give_consent':
      return <TextLink href="/billing#points">{t('title')}</TextLink>;
    default:
      return null;
  }
}
