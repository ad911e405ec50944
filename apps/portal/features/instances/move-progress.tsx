import type { ComputerView } from '@rockpool/db/views/computer';
import { getTranslator } from '../../i18n/translator.ts';
import { Alert } from '../../ui/alert.tsx';
import { Steps, type Step, type StepState } from '../../ui/steps.tsx';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { KeepFresh } from '../console/overview/keep-fresh.tsx';
import { detailText } from './detail-text.ts';
import { takeBack } from './move-actions.ts';
import type { Move } from './move-step.ts';

type Instance = NonNullable<ComputerView['instance']>;

/** often enough to see it go on; a small computer moves within seconds */
const everyMs = 2_000;

/** How far a move is, with what the provisioner says where it says something. No step is guessed. */
export async function MoveProgress(props: { move: Move; instance: Instance; mayTakeBack: boolean }) {
  const { move, instance, mayTakeBack } = props;
  const { step, from, to } = move;
  const [t, words] = await Promise.all([getTranslator('consoleHosts'), operateWords()]);
  const isFailing = instance.phaseReason === 'move_failed';
  const said = instance.phaseReason === 'moving' || isFailing ? instance.phaseDetail : '';
  const detail = said ? await detailText(said) : t('move.waiting');
  const copying: StepState = isFailing ? 'failed' : 'running';
  const steps: Step[] =
    step === 'returning'
      ? [{ id: 'start', label: t('move.start', { to }), state: 'running', detail }]
      : [
          {
            id: 'stop',
            label: t('move.stop', { from }),
            ...(step === 'stopping' ? { state: 'running' as const, detail } : { state: 'done' as const }),
          },
          {
            id: 'copy',
            label: t('move.copy', { to }),
            ...(step === 'copying' ? { state: copying, detail } : { state: 'pending' as const }),
          },
          { id: 'start', label: t('move.start', { to }), state: 'pending' },
        ];
  return (
    <div className="space-y-4" role="group" aria-labelledby="move">
      <KeepFresh everyMs={everyMs} />
      <p id="move" className="font-medium">
        {step === 'returning' ? t('move.back', { to }) : t('move.under', { from, to })}
      </p>
      <Steps
        steps={steps}
        stateLabels={{
          pending: t('move.stepState.pending'),
          running: t('move.stepState.running'),
          done: t('move.stepState.done'),
          failed: t('move.stepState.failed'),
        }}
      />
      {isFailing && (
        <Alert tone="warning" title={t('move.failing')}>
          {t('move.failingText', { from })}
        </Alert>
      )}
      {mayTakeBack && step !== 'returning' && (
        <div className="flex flex-wrap gap-2">
          <OperateDialog
            trigger={t('move.takeBack')}
            title={t('move.takeBack')}
            description={t(step === 'stopping' ? 'move.takeBackText.before' : 'move.takeBackText.after', {
              host: from,
            })}
            confirm={t('move.takeBack')}
            words={words}
            hidden={{ instance: instance.id }}
            action={takeBack}
          />
        </div>
      )}
    </div>
  );
}
