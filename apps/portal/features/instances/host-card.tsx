import { may, type Role } from '@rockpool/db/domain/roles';
import type { InstanceFacts } from '@rockpool/db/views/console-instance';
import type { ComputerView } from '@rockpool/db/views/computer';
import type { HostRow } from '@rockpool/db/views/hosts';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { Field, Select } from '../../ui/field.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Facts } from '../console/facts.tsx';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { hostState } from '../hosts/host-state.ts';
import { move } from './move-actions.ts';
import { MoveProgress } from './move-progress.tsx';
import { moveUnderWay } from './move-step.ts';

type Instance = NonNullable<ComputerView['instance']>;

/** Where a computer lives, and its move: asked for, followed, taken back. */
export async function InstanceHostCard(props: {
  instance: Instance;
  facts: InstanceFacts;
  hosts: readonly HostRow[];
  role: Role;
}) {
  const { instance, facts, hosts, role } = props;
  const t = await getTranslator('consoleHosts');
  const mayMove = may(role, 'instances.move');
  const underWay = moveUnderWay(facts);
  const others = hosts.filter(({ name }) => name !== facts.host);
  const isGone = instance.phase === 'removed' || facts.removalAt !== null;
  const canMove = mayMove && !underWay && !isGone && facts.host !== null;
  return (
    <Card>
      <CardHead
        title={t('move.title')}
        action={
          <TextLink href="/console/hosts" prefetch={false} className="text-sm">
            {t('move.hosts')}
          </TextLink>
        }
      />
      <div className="space-y-4">
        <Facts facts={[{ label: t('move.home'), value: facts.host ?? t('move.unplaced') }]} />
        {underWay && <MoveProgress move={underWay} instance={instance} mayTakeBack={mayMove} />}
        {!underWay && facts.remainsOn && (
          <p className="text-sm text-ink-2">{t('move.remains', { host: facts.remainsOn })}</p>
        )}
        {canMove && others.length > 0 && <MoveDialog id={instance.id} from={facts.host!} others={others} />}
        {others.length === 0 && facts.host !== null && <p className="text-sm text-ink-2">{t('move.only')}</p>}
      </div>
    </Card>
  );
}

async function MoveDialog({ id, from, others }: { id: string; from: string; others: readonly HostRow[] }) {
  const [t, words] = await Promise.all([getTranslator('consoleHosts'), operateWords()]);
  const told = (host: HostRow) => {
    const state = hostState(host);
    if (state !== 'open') return t(`state.${state}`);
    return host.room === null ? t('move.freeEndless') : t('move.free', { room: host.room });
  };
  return (
    <div className="flex flex-wrap gap-2">
      <OperateDialog
        trigger={t('move.move')}
        title={t('move.moveTitle')}
        description={t('move.text')}
        confirm={t('move.confirm')}
        words={words}
        hidden={{ instance: id, from }}
        action={move}
      >
        <Field id="move-to" label={t('move.to')}>
          <Select id="move-to" name="to" defaultValue="">
            <option value="">{t('move.emptiest')}</option>
            {others.map((host) => (
              <option key={host.name} value={host.name} disabled={hostState(host) !== 'open'}>
                {t('move.option', { name: host.name, state: told(host) })}
              </option>
            ))}
          </Select>
        </Field>
      </OperateDialog>
    </div>
  );
}
