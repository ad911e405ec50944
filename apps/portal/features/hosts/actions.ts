'use server';
import { emptyHost } from '@rockpool/db/operations/empty-host';
import { loseHost } from '@rockpool/db/operations/lose-host';
import { forgetHost, setHostAccepting } from '@rockpool/db/operations/hosts';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { act } from '../console/act.ts';
import { done, outcomeOf, refusedWith, type Outcome } from '../console/outcome.ts';
import { Reason } from '../console/reason-shape.ts';
import { emptiedText } from './emptied-text.ts';
import { HostName } from './host-name.ts';
import { hostRefusalText } from './refusal-text.ts';

const Wish = z.object({ name: HostName, reason: Reason });

/** Opens a host to new computers, or closes it. */
export async function accept(_before: Outcome, form: FormData): Promise<Outcome> {
  const Accept = Wish.extend({ accepting: z.enum(['true', 'false']).transform((text) => text === 'true') });
  const state = await act('hosts.edit', Accept, form, async (actor, wish) => ({
    wish,
    ...(await setHostAccepting(db(), actor, wish)),
  }));
  const t = await getTranslator('consoleHosts');
  const outcome = await outcomeOf(state, (answer) => {
    if (answer.kind !== 'done') return null;
    const { accepting, name } = answer.wish;
    return done(answer.again ? t('again') : t(accepting ? 'said.open' : 'said.close', { name }));
  });
  revalidatePath('/console/hosts');
  return outcome;
}

/** Closes a host and asks its computers to the others. */
export async function empty(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('hosts.edit', Wish, form, (actor, wish) => emptyHost(db(), actor, wish));
  const t = await getTranslator('consoleHosts');
  const outcome = await outcomeOf(state, (answer) => {
    if (answer.kind === 'refused') return refusedWith(hostRefusalText(answer.refusal, t));
    return answer.kind === 'done' ? done(emptiedText(answer, t)) : null;
  });
  revalidatePath('/console/hosts');
  return outcome;
}

/** Takes a host that is gone from the list. */
export async function forget(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('hosts.edit', Wish, form, async (actor, wish) => ({
    name: wish.name,
    ...(await forgetHost(db(), actor, wish)),
  }));
  const t = await getTranslator('consoleHosts');
  const outcome = await outcomeOf(state, (answer) => {
    if (answer.kind === 'refused') return refusedWith(hostRefusalText(answer.refusal, t));
    return answer.kind === 'done' ? done(t('said.forget', { name: answer.name })) : null;
  });
  revalidatePath('/console/hosts');
  return outcome;
}

/** Gives a host up for good, with the files that are on it alone. */
export async function lose(_before: Outcome, form: FormData): Promise<Outcome> {
  const Agreed = Wish.extend({
    computers: z
      .string()
      .trim()
      .regex(/^\d{1,6}$/)
      .transform(Number),
  });
  const state = await act('hosts.edit', Agreed, form, async (actor, wish) => ({
    name: wish.name,
    ...(await loseHost(db(), actor, wish)),
  }));
  const t = await getTranslator('consoleHosts');
  const outcome = await outcomeOf(state, (answer) => {
    if (answer.kind === 'refused') return refusedWith(hostRefusalText(answer.refusal, t));
    if (answer.kind !== 'done') return null;
    const { name, emptied, onCopies, kept } = answer;
    return done(answer.again ? t('again') : t('lose.said', { name, emptied, onCopies, kept }));
  });
  revalidatePath('/console/hosts');
  return outcome;
}
