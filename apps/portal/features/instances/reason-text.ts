import { phaseReasons } from '@rockpool/db/domain/instance';
import { getTranslator } from '../../i18n/translator.ts';
import { detailText } from './detail-text.ts';

/** Why an instance is in its phase, in words, with what the provisioner said where it said something. */
export async function reasonText(reason: string, detail: string): Promise<string> {
  const t = await getTranslator('consolePhase');
  const known = phaseReasons.find((each) => each === reason);
  const words = known ? t(`reason.${known}`) : reason;
  return detail ? t('withDetail', { reason: words, detail: await detailText(detail) }) : words;
}
