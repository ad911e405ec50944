'use server';
import { appNow, moveClock } from '@rockpool/db/clock';
import { revalidatePath } from 'next/cache';
import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { log } from '../../log.ts';
import { currentUser } from '../auth/current-user.ts';
import { readExpiry } from './expiry.ts';
import { clockMove, jumps } from './move.ts';

/** Does nothing unless the sandbox's clock is on. */
export async function jumpClock(form: FormData) {
  const jump = jumps.find((known) => known === form.get('jump'));
  if (!env().sandbox.clock || !jump) return;
  try {
    const user = await currentUser();
    const expiresAt = user && (await readExpiry(db(), user.id));
    const move = clockMove(jump, await appNow(db()), expiresAt);
    if (move) await moveClock(db(), move);
  } catch (error) {
    log().error({ err: error }, 'the sandbox clock could not be moved');
  }
  revalidatePath('/', 'layout');
}
