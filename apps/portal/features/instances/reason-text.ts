import { phaseReasons } from '@rockpool/db/domain/instance';
import { getTranslator } from '../../i18n/translator.ts';

/** Why an instance is in its phase, in words, with the provisioner's own sentence where it left one. */
export async function reasonText(reason: string, detail: string): Promise<string> {
  const t = await getTranslator('consolePhase');
  const known = phaseReasons.find((each) => each === reason);
  const words = known ? t(`reason.${known}`) : reason;
  return detail ? t('withDetail', { reason: words, detail }) : words;
}
