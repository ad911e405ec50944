'use server';
import { moveInstance, takeBackMove } from '@rockpool/db/operations/moves';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { act } from '../console/act.ts';
import { done, outcomeOf, refusedWith, type Outcome } from '../console/outcome.ts';
import { Reason } from '../console/reason-shape.ts';
import { HostName } from '../hosts/host-name.ts';
import { hostRefusalText } from '../hosts/refusal-text.ts';

const Move = z.object({
  instance: z.uuid(),
  /** where it lived when the page was made */
  from: HostName,
  /** empty: the emptiest */
  to: z.union([z.literal('').transform(() => null), HostName]),
  reason: Reason,
});

/** Asks for a move to the host that was chosen, or to the emptiest. */
export async function move(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('instances.move', Move, form, (actor, { instance, ...wish }) =>
    moveInstance(db(), actor, { instanceId: instance, ...wish }),
  );
  const t = await getTranslator('consoleHosts');
  const outcome = await outcomeOf(state, (answer) => {
    if (answer.kind === 'refused') return refusedWith(hostRefusalText(answer.refusal, t));
    return answer.kind === 'done'
      ? done(answer.again ? t('again') : t('move.said.move', { to: answer.to }))
      : null;
  });
  revalidatePath('/console/instances/[id]', 'page');
  return outcome;
}

/** Takes a move back that has not arrived. */
export async function takeBack(_before: Outcome, form: FormData): Promise<Outcome> {
  const shape = Move.pick({ instance: true, reason: true });
  const state = await act('instances.move', shape, form, (actor, { instance, reason }) =>
    takeBackMove(db(), actor, { instanceId: instance, reason }),
  );
  const t = await getTranslator('consoleHosts');
  const outcome = await outcomeOf(state, (answer) => {
    if (answer.kind === 'refused') return refusedWith(hostRefusalText(answer.refusal, t));
    return answer.kind === 'done'
      ? done(answer.again ? t('again') : t('move.said.takeBack', { to: answer.to }))
      : null;
  });
  revalidatePath('/console/instances/[id]', 'page');
  return outcome;
}
