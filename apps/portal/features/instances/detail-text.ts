import { readDetail } from '@rockpool/db/domain/phase-detail';
import { getTranslator } from '../../i18n/translator.ts';

/** What the provisioner said beside a reason, in the reader's language; the words of an engine or a program as they are. */
export async function detailText(detail: string): Promise<string> {
  const read = readDetail(detail);
  if (!read) return detail;
  const t = await getTranslator('consolePhase');
  const said = t(`detail.${read.kind}`, read.values);
  if (read.rest === '') return said;
  return t('withDetail', { reason: said, detail: await detailText(read.rest) });
}
