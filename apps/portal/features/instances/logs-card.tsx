'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { showLogs } from './actions.ts';
import type { LogsAnswer } from './logs-answer.ts';

const everyMs = 2_000;
/** the provisioner answers within a second; after this it is probably away */
const patienceMs = 10_000;

type State = { step: 'closed' | 'opening' | 'failed' | 'open' | 'over'; answer: LogsAnswer | null };

/** The instance's last lines, followed while the card is open. Each opening is an entry in the audit log. */
export function LogsCard({ instanceId }: { instanceId: string }) {
  const t = useTranslations('consoleInstances');
  const [{ step, answer }, setState] = useState<State>({ step: 'closed', answer: null });
  const lines = useRef<HTMLPreElement>(null);

  async function open() {
    setState({ step: 'opening', answer: null });
    const opened = await showLogs(instanceId).catch(() => false);
    setState({ step: opened ? 'open' : 'failed', answer: null });
  }

  useEffect(() => {
    if (step !== 'open') return;
    const ending = new AbortController();
    const look = async () => {
      const response = await fetch(`/console/instances/${instanceId}/logs`, { signal: ending.signal });
      if (response.status === 404) return setState((before) => ({ ...before, step: 'over' }));
      if (!response.ok) throw new Error(String(response.status));
      const answer = (await response.json()) as LogsAnswer;
      setState((before) => ({ ...before, answer }));
    };
    const timer = setInterval(() => void look().catch(() => {}), everyMs);
    void look().catch(() => {});
    return () => {
      clearInterval(timer);
      ending.abort();
    };
  }, [step, instanceId]);

  const newest = answer?.lines.at(-1);
  useEffect(() => {
    lines.current?.scrollTo({ top: lines.current.scrollHeight });
  }, [newest]);

  const isShown = step === 'open' || step === 'over';
  return (
    <Card>
      <CardHead
        title={t('logs')}
        hint={t('logsHint')}
        action={
          isShown ? (
            <Button size="sm" onClick={() => setState({ step: 'closed', answer: null })}>
              {t('logsClose')}
            </Button>
          ) : (
            <Button size="sm" busy={step === 'opening'} onClick={() => void open()}>
              {t('logsOpen')}
            </Button>
          )
        }
      />
      {step === 'failed' && <Alert live tone="bad" title={t('logsFailed')} />}
      {isShown && !answer?.answeredAt && (
        <p role="status" className="text-sm text-ink-2">
          {(answer?.waitedMs ?? 0) > patienceMs ? t('logsSilent') : t('logsWaiting')}
        </p>
      )}
      {answer?.problem && <Alert tone="warning" title={answer.problem} />}
      {answer?.answeredAt && !answer.problem && answer.lines.length === 0 && (
        <p className="text-sm text-ink-2">{t('logsEmpty')}</p>
      )}
      {answer && answer.lines.length > 0 && (
        <pre
          ref={lines}
          role="region"
          aria-label={t('logs')}
          tabIndex={0}
          className="max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs leading-5"
        >
          {answer.lines.join('\n')}
        </pre>
      )}
      {step === 'over' && <p className="mt-2 text-sm text-ink-2">{t('logsOver')}</p>}
    </Card>
  );
}
