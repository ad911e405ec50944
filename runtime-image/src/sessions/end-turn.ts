/** The ends of a turn. Each stores what is left to store in one step, and tells what is sent. */
import type { AgentEvent } from '../agent/loop.ts';
import { usageFooter } from '../commands/usage-sums.ts';
import type { ModelFailure } from '../model-errors.ts';
import type { AbortReason } from './abort-reason.ts';
import { joinTexts } from './chat-view.ts';
import { failureText, texts } from './texts.ts';
import type { TurnOutcome } from './turn-outcome.ts';
import type { TurnProgress } from './turn-progress.ts';

/** The agent has come to its end. */
export function completeTurn(
  progress: TurnProgress,
  reason: Extract<AgentEvent, { type: 'done' }>['reason'],
): TurnOutcome {
  const { request, config, wasTooLong } = progress;
  const remark = { answered: null, truncated: texts.truncated, step_limit: texts.stepLimit }[reason];
  const short = wasTooLong && request.isPersons ? texts.shortened : null;
  const remarks = [remark, short].flatMap((each) => (each === null ? [] : [each[config.locale]]));
  return endTurn(progress, { state: 'done', remark: remarks.join('\n'), failure: null });
}

export function failTurn(progress: TurnProgress, failure: ModelFailure): TurnOutcome {
  const { request, config, view } = progress;
  const remark = failureText(failure, config.locale, request.turnId.slice(0, 8), view.stepText() !== '');
  return endTurn(progress, { state: 'failed', remark, failure });
}

/** It was ended from outside, for good. */
export function stopTurn(progress: TurnProgress, reason: AbortReason): TurnOutcome {
  const { config, view } = progress;
  const isInterrupted = reason === 'interrupt';
  // who was interrupted before a word was said is answered by the next turn
  const remark =
    isInterrupted && view.said() === ''
      ? ''
      : (isInterrupted ? texts.interrupted : texts.stopped)[config.locale];
  return endTurn(progress, { state: 'stopped', remark, failure: null });
}

function endTurn(
  progress: TurnProgress,
  { state, remark, failure }: Pick<TurnOutcome, 'state' | 'failure'> & { remark: string },
): TurnOutcome {
  const { request, view, live, record, usage, historyTokensMax } = progress;
  const hasAnswer = view.said() !== '';
  const answer = request.isHeld ? '' : withFooter(view.final(remark), progress);
  live.end();
  record.end({
    state,
    answer,
    words: view.stepText(),
    notice: failure === null ? '' : remark,
    error: failure?.kind ?? null,
    usage,
  });
  return {
    state,
    answer,
    hasAnswer,
    failure,
    model: record.model,
    usage,
    historyTokensMax,
    historyAtMost: record.bound(),
    wasTooLong: progress.wasTooLong || failure?.kind === 'context_too_long',
  };
}

/** What says nothing gets no footer either. */
function withFooter(answer: string, { request, config, targets, record, usage }: TurnProgress): string {
  if (answer === '') return '';
  const { model } = record;
  const prices = targets.find(({ reference }) => reference === model)?.model.cost ?? null;
  const footer = usageFooter(
    request.session.settings.usage ?? 'off',
    { usage, model, prices },
    config.locale,
  );
  return joinTexts(answer, footer);
}
