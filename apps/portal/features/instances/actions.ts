'use server';
import {
  recoverInstance,
  removeInstance,
  restartInstance,
  resumeInstance,
  suspendInstance,
  type InstanceAnswer,
} from '@rockpool/db/operations/instances';
import { openLogs } from '@rockpool/db/operations/instance-logs';
import type { Forbidden } from '@rockpool/db/operations/operate';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { act, type ActState } from '../console/act.ts';
import { done, outcomeOf, refusedWith, type Outcome } from '../console/outcome.ts';
import { Reason } from '../console/reason-shape.ts';

const Wish = z.object({ instance: z.uuid(), reason: Reason });

async function answer(state: ActState<InstanceAnswer | Forbidden>, said: string): Promise<Outcome> {
  const [t, phase] = await Promise.all([getTranslator('consoleInstances'), getTranslator('consolePhase')]);
  const outcome = await outcomeOf(state, (given) => {
    if (given.kind === 'done') return done(given.again ? t('doneBefore') : said);
    if (given.kind !== 'refused') return null;
    const { refusal } = given;
    switch (refusal.reason) {
      case 'not_running':
        return refusedWith(t('refused.not_running', { phase: phase(`name.${refusal.phase}`) }));
      case 'not_failed':
        return refusedWith(t('refused.not_failed', { phase: phase(`name.${refusal.phase}`) }));
      case 'removed':
      case 'phone_differs':
        return refusedWith(t(`refused.plain.${refusal.reason}`));
    }
  });
  revalidatePath('/console/instances/[id]', 'page');
  revalidatePath('/console/users/[id]', 'page');
  return outcome;
}

const Restart = Wish.extend({ seenRestarts: z.coerce.number().int().nonnegative() });

export async function restart(_before: Outcome, form: FormData): Promise<Outcome> {
  const t = await getTranslator('consoleInstances');
  const state = await act('instances.act', Restart, form, (actor, { instance, reason, seenRestarts }) =>
    restartInstance(db(), actor, { instanceId: instance, reason, seenRestarts }),
  );
  return answer(state, t('said.restart'));
}

export async function recover(_before: Outcome, form: FormData): Promise<Outcome> {
  const t = await getTranslator('consoleInstances');
  const state = await act('instances.act', Wish, form, (actor, { instance, reason }) =>
    recoverInstance(db(), actor, { instanceId: instance, reason }),
  );
  return answer(state, t('said.recover'));
}

export async function suspend(_before: Outcome, form: FormData): Promise<Outcome> {
  const t = await getTranslator('consoleInstances');
  const state = await act('users.suspend', Wish, form, (actor, { instance, reason }) =>
    suspendInstance(db(), actor, { instanceId: instance, reason }),
  );
  return answer(state, t('said.suspend'));
}

export async function resume(_before: Outcome, form: FormData): Promise<Outcome> {
  const t = await getTranslator('consoleInstances');
  const state = await act('users.suspend', Wish, form, (actor, { instance, reason }) =>
    resumeInstance(db(), actor, { instanceId: instance, reason }),
  );
  return answer(state, t('said.resume'));
}

const Removal = Wish.extend({ phone: z.string().max(40) });

export async function remove(_before: Outcome, form: FormData): Promise<Outcome> {
  const t = await getTranslator('consoleInstances');
  const state = await act('instances.remove', Removal, form, (actor, { instance, reason, phone }) =>
    removeInstance(db(), actor, { instanceId: instance, reason, phone }),
  );
  return answer(state, t('said.remove'));
}

/** Begins to show the last lines; whether it could. */
export async function showLogs(instance: string): Promise<boolean> {
  const form = new FormData();
  form.set('instance', instance);
  const state = await act('instances.logs', Wish.pick({ instance: true }), form, (actor, wish) =>
    openLogs(db(), actor, { instanceId: wish.instance }),
  );
  return state?.kind === 'answer' && state.answer.kind === 'opened';
}
