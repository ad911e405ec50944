'use client';
import { useRouter } from 'next/navigation';
import { useActionState, useCallback, useEffect, useState, useTransition, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { claimOffer } from './actions.ts';
import type { Held } from './admit-claim.ts';
import type { LineState, Waiting } from './line-state.ts';
import { PuzzleField } from './puzzle-field.tsx';
import { WaitingCard } from './waiting-card.tsx';

type Answer = LineState | Held | { state: 'unavailable' } | { state: 'signed_out' };

type Props = {
  campaignId: string;
  points: number;
  /** where the page was rendered for somebody in line already */
  waiting: Waiting | null;
  /** a puzzle will be asked for: solve it before the click */
  puzzleAhead: boolean;
  label: ReactNode;
  /** what the card says above and below the button */
  head: ReactNode;
  foot: ReactNode;
  /** fields between head and button */
  children?: ReactNode;
};

/**
 * The claim: a button, then the place in line, then the computer or the page that says why not. Pressed before the
 * script has come, the form's own action does the same.
 */
export function ClaimPanel(props: Props) {
  const { campaignId } = props;
  const t = useTranslations('line');
  const router = useRouter();
  const [waiting, setWaiting] = useState(props.waiting);
  const [solved, setSolved] = useState<string | null>(null);
  const [asksPuzzle, setAsksPuzzle] = useState(props.puzzleAhead);
  const [trouble, setTrouble] = useState<'failed' | 'slow' | null>(null);
  const [pressed, setPressed] = useState<FormData | null>(null);
  const [retry, setRetry] = useState<{ form: FormData; altcha: string | null; ms: number } | null>(null);
  const [pending, begin] = useTransition();
  const [withoutScript, action] = useActionState(claimOffer, null);

  const take = useCallback(
    (answer: Answer) => {
      setTrouble(null);
      if (answer.state === 'claimed') return location.assign('/computer');
      if (answer.state === 'signed_out')
        return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
      if (answer.state === 'waiting') return setWaiting(answer);
      if (answer.state === 'puzzle') {
        setSolved(null);
        return setAsksPuzzle(true);
      }
      if (answer.state === 'slow_down') return setTrouble('slow');
      if (answer.state === 'unavailable') return setTrouble('failed');
      // refused, or the place was given up: the page knows what holds now
      setWaiting(null);
      router.refresh();
    },
    [router],
  );

  const send = useCallback(
    async (form: FormData, altcha: string | null) => {
      const fields = Object.fromEntries([...form].filter(([name]) => !name.startsWith('$')));
      const answer = await ask('/api/claim', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...fields, ...(altcha && { altcha }) }),
      });
      take(answer);
      if (answer.state === 'slow_down') setRetry({ form, altcha, ms: answer.retryAfterSeconds * 1000 });
      else if (answer.state !== 'puzzle') setPressed(null);
    },
    [take],
  );

  useEffect(() => {
    if (!retry) return;
    const timer = setTimeout(() => begin(() => send(retry.form, retry.altcha)), retry.ms);
    return () => clearTimeout(timer);
  }, [retry, send]);

  // pressed before the puzzle was solved
  useEffect(() => {
    if (pressed && solved) begin(() => send(pressed, solved));
  }, [pressed, solved, send]);

  if (waiting)
    return (
      <WaitingCard
        waiting={waiting}
        look={async () => take(await ask(`/api/claim?campaign=${campaignId}`))}
      />
    );
  const busy = pending || (pressed !== null && asksPuzzle && !solved);
  return (
    <Card>
      {props.head}
      <form
        action={action}
        className="space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) return;
          const form = new FormData(event.currentTarget);
          setPressed(form);
          if (!asksPuzzle) begin(() => send(form, null));
        }}
      >
        <input type="hidden" name="campaign" value={campaignId} />
        <input type="hidden" name="points" value={props.points} />
        {props.children}
        {asksPuzzle && <PuzzleField onSolved={setSolved} />}
        <Button type="submit" look="primary" wide busy={busy}>
          {props.label}
        </Button>
        {withoutScript && 'held' in withoutScript && withoutScript.held === 'puzzle' && (
          <Alert tone="warning" live title={t('slow.title')}>
            {t('puzzle.noScript')}
          </Alert>
        )}
        {(trouble === 'slow' ||
          (withoutScript && 'held' in withoutScript && withoutScript.held === 'slow_down')) && (
          <Alert tone="warning" live title={t('slow.title')}>
            {t('slow.text')}
          </Alert>
        )}
        {(trouble === 'failed' || (withoutScript && 'unavailable' in withoutScript)) && (
          <Alert tone="bad" live title={t('failed.title')}>
            {t('failed.text')}
          </Alert>
        )}
      </form>
      {props.foot}
    </Card>
  );
}

async function ask(url: string, init?: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init);
    if (response.status === 401) return { state: 'signed_out' };
    return (await response.json()) as Answer;
  } catch {
    return { state: 'unavailable' };
  }
}
