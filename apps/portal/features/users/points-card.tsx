import { randomUUID } from 'node:crypto';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { changeUserPoints } from './actions.ts';
import { PointsField } from './points-field.tsx';

export async function PointsCard(props: { userId: string; balance: number; mayChange: boolean }) {
  const { userId, balance, mayChange } = props;
  const [t, words] = await Promise.all([getTranslator('consoleUsers'), operateWords()]);
  const dialog = (mode: 'give' | 'take') => (
    <OperateDialog
      key={mode}
      trigger={t(`${mode}Points`)}
      look={mode === 'take' ? 'danger' : 'secondary'}
      title={t(`${mode}Points`)}
      description={t(`${mode}PointsText`)}
      confirm={t(`${mode}Points`)}
      words={words}
      action={changeUserPoints}
      hidden={{ user: userId, mode, key: randomUUID() }}
    >
      <PointsField mode={mode} balance={balance} />
    </OperateDialog>
  );
  return (
    <Card>
      <CardHead title={t('points')} />
      <p className="text-2xl font-semibold tabular">{balance}</p>
      {mayChange && <div className="mt-4 flex flex-wrap gap-2">{[dialog('give'), dialog('take')]}</div>}
    </Card>
  );
}
