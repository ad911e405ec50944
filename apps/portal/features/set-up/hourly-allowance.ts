import { db } from '../../db.ts';
import { limit } from '../limits/limit.ts';
import { limitTable } from '../limits/limit-table.ts';

/** Calls to other people's services that one user may cause in an hour, of each kind. */
export const callsPerHour = limitTable['set-up.model-test'].points;

/** Counts one call of this user, on whichever portal; false when there is none left. */
export async function takeCall(kind: 'model-test' | 'bot-check', userId: string): Promise<boolean> {
  return (await limit(db(), `set-up.${kind}`, userId)).ok;
}
