'use client';
import { useTranslations } from 'use-intl/react';
import { Card, CardHead } from '@/ui/card.tsx';
import { SandboxLabel } from '@/ui/sandbox-label.tsx';
import { LinkedText } from '@/ui/linked-text.tsx';
import { Steps } from '@/ui/steps.tsx';
import type { Step } from './checklist.ts';
import { FixAction } from './fix-action.tsx';

/** The spine of the page: what is true, what is being waited for, what went wrong and how to mend it. */
export function ChecklistCard(props: {
  steps: Step[];
  consoleUrl: string;
  sandboxPhone: string | null;
  onScanAgain: () => void;
  onEnterAgain: () => void;
}) {
  const t = useTranslations('setUp');
  const feishu = useTranslations('feishu');
  const consoleOrigin = new URL(props.consoleUrl).origin;
  const stateLabels = {
    pending: t('state.pending'),
    running: t('state.running'),
    done: t('state.done'),
    failed: t('state.failed'),
  };
  const steps = props.steps.map((step) => ({
    id: step.id,
    label: t(`step.${step.id}`),
    state: step.state,
    detail: step.reason && (
      <>
        {t(`reason.${step.reason}`)}
        {step.detail && (
          <span className="block text-ink-2">
            <LinkedText text={t('vendorSaid', { detail: step.detail })} origins={[consoleOrigin]} />
          </span>
        )}
      </>
    ),
    action: action(step),
  }));

  function action(step: Step) {
    if (step.reason === 'say_hello' && props.sandboxPhone)
      return <SandboxLabel href={props.sandboxPhone}>{feishu('sandbox')}</SandboxLabel>;
    if (!step.fix) return undefined;
    return (
      <FixAction
        fix={step.fix}
        consoleUrl={props.consoleUrl}
        onScanAgain={props.onScanAgain}
        onEnterAgain={props.onEnterAgain}
      />
    );
  }

  return (
    <Card aria-labelledby="checklist-title" className="lg:col-start-1">
      <CardHead id="checklist-title" title={t('checklist')} hint={t('checklistHint')} />
      <div aria-live="polite">
        <Steps steps={steps} stateLabels={stateLabels} />
      </div>
    </Card>
  );
}
