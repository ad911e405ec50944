import type { HostRow } from '@rockpool/db/views/hosts';
import { getTranslator } from '../../i18n/translator.ts';
import { InputField } from '../../ui/field.tsx';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { accept, empty, forget, lose } from './actions.ts';

/** What may be done to this host now: opened or closed, emptied while it is there, forgotten or given up when it is gone. */
export async function HostActions({ host, isOnly }: { host: HostRow; isOnly: boolean }) {
  const [t, words] = await Promise.all([getTranslator('consoleHosts'), operateWords()]);
  const { name, accepting, away, atStake: computers } = host;
  const toggle = t(accepting ? 'close' : 'open');
  return (
    <div className="flex flex-wrap gap-2">
      <OperateDialog
        trigger={toggle}
        title={`${toggle} · ${name}`}
        description={t(accepting ? 'closeText' : 'openText', { name })}
        confirm={toggle}
        words={words}
        hidden={{ name, accepting: String(!accepting) }}
        action={accept}
      />
      {/* also of an empty one: what its last emptying said must not vanish with the last computer */}
      {!isOnly && !away && (
        <OperateDialog
          trigger={t('empty')}
          look="danger"
          title={`${t('empty')} · ${name}`}
          description={t('emptyText', { name })}
          confirm={t('empty')}
          words={words}
          hidden={{ name }}
          action={empty}
        />
      )}
      {away && (
        <OperateDialog
          trigger={t('forget')}
          look="danger"
          title={`${t('forget')} · ${name}`}
          description={t('forgetText', { name })}
          confirm={t('forget')}
          words={words}
          hidden={{ name }}
          action={forget}
        />
      )}
      {away && (
        <OperateDialog
          trigger={t('lose.action')}
          look="danger"
          title={`${t('lose.action')} · ${name}`}
          description={t('lose.text', { name, computers })}
          confirm={t('lose.action')}
          words={words}
          hidden={{ name }}
          action={lose}
        >
          <InputField
            id={`lose-${name}`}
            label={t('lose.type', { computers })}
            name="computers"
            inputMode="numeric"
            autoComplete="off"
            required
          />
        </OperateDialog>
      )}
    </div>
  );
}
