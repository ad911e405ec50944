'use client';
import { useTranslations } from 'use-intl/react';
import { Steps, type Step, type StepState } from '../../ui/steps.tsx';
import { useAppClock } from '../live/use-app-clock.ts';
import type { InstanceSnapshot } from './snapshot.ts';

/** What the provisioner has reported so far, with the time since the claim; no step is guessed. */
export function StartProgress({ instance, now }: { instance: InstanceSnapshot; now: string }) {
  const t = useTranslations('computer');
  const clock = useAppClock(now);
  const done = [
    true,
    instance.observedAt !== null || instance.specVersionSeen > 0,
    instance.hasEndpoint,
    instance.readyAt !== null,
  ];
  const labels = [t('start.claimed'), t('start.planned'), t('start.started'), t('start.ready')];
  const current = done.indexOf(false);
  const seconds = Math.max(0, Math.floor((clock - Date.parse(instance.createdAt)) / 1000));
  const steps = labels.map((label, index): Step => {
    const state: StepState = done[index] ? 'done' : index === current ? 'running' : 'pending';
    const aside = index === current ? t('start.seconds', { seconds }) : undefined;
    return { id: String(index), label, state, ...(aside === undefined ? {} : { aside }) };
  });
  return (
    <div className="mt-4">
      <Steps
        steps={steps}
        stateLabels={{
          pending: t('stepState.pending'),
          running: t('stepState.running'),
          done: t('stepState.done'),
          failed: t('stepState.failed'),
        }}
      />
    </div>
  );
}
