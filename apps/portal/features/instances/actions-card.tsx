import { may, type Role } from '@rockpool/db/domain/roles';
import type { ComputerView } from '@rockpool/db/views/computer';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { InputField } from '../../ui/field.tsx';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { recover, remove, restart, resume, suspend } from './actions.ts';
import type { InstanceFacts } from '@rockpool/db/views/console-instance';

type Instance = NonNullable<ComputerView['instance']>;

/** What may be done to this instance now, by this role. */
export async function InstanceActionsCard(props: {
  instance: Instance;
  facts: InstanceFacts;
  phone: string;
  role: Role;
}) {
  const { instance, facts, phone, role } = props;
  const [t, words] = await Promise.all([getTranslator('consoleInstances'), operateWords()]);
  const { id, phase, suspendedAt, restarts } = instance;
  const alive = phase !== 'removed' && !facts.removalAt;
  const runs = phase === 'running' || phase === 'provisioning' || phase === 'failed';
  const fails = phase === 'failed' || instance.failures > 0;
  const hidden = { instance: id };
  const mayAct = may(role, 'instances.act');
  const maySuspend = may(role, 'users.suspend');
  const mayRemove = may(role, 'instances.remove');
  if (!mayAct && !maySuspend && !mayRemove) return null;
  return (
    <Card>
      <CardHead title={t('actions')} />
      <div className="flex flex-wrap gap-2">
        {mayAct && alive && runs && (
          <OperateDialog
            trigger={t('restart')}
            title={t('restart')}
            description={t('restartText')}
            confirm={t('restart')}
            words={words}
            hidden={{ ...hidden, seenRestarts: String(restarts) }}
            action={restart}
          />
        )}
        {mayAct && (facts.removalAt !== null || (alive && fails)) && (
          <OperateDialog
            trigger={facts.removalAt ? t('restore') : t('recover')}
            title={facts.removalAt ? t('restore') : t('recover')}
            description={facts.removalAt ? t('restoreText') : t('recoverText')}
            confirm={facts.removalAt ? t('restore') : t('recover')}
            words={words}
            hidden={hidden}
            action={recover}
          />
        )}
        {maySuspend && suspendedAt && (
          <OperateDialog
            trigger={t('resume')}
            title={t('resume')}
            description={t('resumeText')}
            confirm={t('resume')}
            words={words}
            hidden={hidden}
            action={resume}
          />
        )}
        {maySuspend && !suspendedAt && alive && (
          <OperateDialog
            trigger={t('suspend')}
            look="danger"
            title={t('suspend')}
            description={t('suspendText')}
            confirm={t('suspend')}
            words={words}
            hidden={hidden}
            action={suspend}
          />
        )}
        {mayRemove && alive && (
          <OperateDialog
            trigger={t('remove')}
            look="danger"
            title={t('remove')}
            description={t('removeText')}
            confirm={t('removeConfirm')}
            words={words}
            hidden={hidden}
            action={remove}
          >
            <InputField
              id="removal-phone"
              label={t('typePhone', { phone })}
              name="phone"
              required
              inputMode="tel"
              autoComplete="off"
            />
          </OperateDialog>
        )}
      </div>
    </Card>
  );
}
