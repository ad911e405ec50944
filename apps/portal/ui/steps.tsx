import { cx } from 'class-variance-authority';
import { Circle, CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';

export type StepState = 'pending' | 'running' | 'done' | 'failed';
export type Step = {
  id: string;
  label: ReactNode;
  state: StepState;
  /** why it failed, what is being waited for, or what was found */
  detail?: ReactNode;
  /** a fix */
  action?: ReactNode;
  /** e.g. how long it took */
  aside?: ReactNode;
};

const look = {
  pending: { icon: Circle, colour: 'text-line-strong' },
  running: { icon: LoaderCircle, colour: 'text-blue' },
  done: { icon: CircleCheck, colour: 'text-green' },
  failed: { icon: CircleAlert, colour: 'text-red' },
} as const;

/** A checklist that fills as things become true. `stateLabels` speak each state to a screen reader. */
export function Steps({ steps, stateLabels }: { steps: Step[]; stateLabels: Record<StepState, string> }) {
  return (
    <ol className="space-y-3">
      {steps.map((step) => {
        const { icon: Icon, colour } = look[step.state];
        return (
          <li
            key={step.id}
            className="flex gap-3"
            aria-current={step.state === 'running' ? 'step' : undefined}
          >
            <Icon
              aria-hidden
              className={cx('mt-0.5 size-5 shrink-0', colour, step.state === 'running' && 'animate-spin')}
            />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span className={cx(step.state === 'pending' && 'text-ink-2')}>
                  {step.label}
                  <span className="sr-only">: {stateLabels[step.state]}</span>
                </span>
                {step.aside && <span className="text-sm text-ink-2 tabular">{step.aside}</span>}
              </p>
              {step.detail && (
                <p className={cx('text-sm', step.state === 'failed' ? 'text-red' : 'text-ink-2')}>
                  {step.detail}
                </p>
              )}
              {step.action && <div className="mt-2 flex flex-wrap gap-2">{step.action}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
