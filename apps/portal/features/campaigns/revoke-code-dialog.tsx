import { showCode } from '@rockpool/db/domain/invitation';
import type { Translator } from '../../i18n/translator-for.ts';
import { OperateDialog, type OperateWords } from '../console/operate-dialog.tsx';
import { revokeCode } from './code-actions.ts';

export function RevokeCodeDialog(props: {
  t: Translator<'consoleCampaigns'>;
  words: OperateWords;
  id: string;
  code: string;
}) {
  const { t, words, id, code } = props;
  return (
    <OperateDialog
      words={words}
      asksReason={false}
      look="danger"
      trigger={t('codes.revoke')}
      title={t('codes.revokeTitle', { code: showCode(code) })}
      description={t('codes.revokeText')}
      confirm={t('codes.revoke')}
      hidden={{ code: id }}
      action={revokeCode}
    />
  );
}
