import { getTranslator } from '../../i18n/translator.ts';
import type { OperateWords } from './operate-dialog.tsx';

export async function operateWords(): Promise<OperateWords> {
  const t = await getTranslator('consoleOperate');
  return { reason: t('reason'), reasonHint: t('reasonHint'), cancel: t('cancel'), close: t('close') };
}
