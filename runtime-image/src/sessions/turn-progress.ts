/** A turn that runs: what it has said, shown, stored and used so far. */
import type { TokenUsage } from '../agent/messages.ts';
import type { ModelTarget } from '../agent/model.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { createAnswerView, type AnswerView } from './answer-view.ts';
import { createLiveAnswer, type LiveAnswer } from './live-answer.ts';
import { targetsOf } from './turn-prompt.ts';
import { createTurnRecord, type TurnRecord } from './turn-record.ts';
import type { TurnRequest, TurnRoom } from './turn-request.ts';

export type TurnProgress = {
  request: TurnRequest;
  config: GatewayConfig;
  targets: ModelTarget[];
  view: AnswerView;
  live: LiveAnswer;
  record: TurnRecord;
  usage: TokenUsage;
  /** what the conversation may take with this turn's model; null: no model was asked */
  historyTokensMax: number | null;
  /** a model found the conversation too long, whatever we had counted */
  wasTooLong: boolean;
};

export function createTurnProgress(request: TurnRequest, room: TurnRoom): TurnProgress {
  const { session, agent, isPersons } = request;
  const { config } = room;
  const { settings } = session;
  const showing = {
    reasoning: isPersons ? (settings.reasoning ?? agent.reasoning ?? 'off') : 'off',
    verbose: isPersons ? (settings.verbose ?? agent.verbose ?? 'off') : 'off',
  } as const;
  const view = createAnswerView(showing, config.locale);
  // what was said before a crash is stored and stays the beginning of this answer
  if (request.resumed) view.resume(room.transcripts.ofTurn(session.key, request.turnId));
  return {
    request,
    config,
    view,
    targets: targetsOf(session, agent, config),
    live: createLiveAnswer(view, showing, request.reply, (event) => room.emit(event)),
    record: createTurnRecord(request, room),
    usage: { input: 0, output: 0, cached: 0 },
    historyTokensMax: null,
    wasTooLong: false,
  };
}
