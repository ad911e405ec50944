import { z } from 'zod';
import { exitCodes, Failure } from '../failure.ts';
import { zonedTime } from '../lists.ts';
import type { AddCommands } from '../program.ts';
import type { Session } from '../session.ts';
import { findUser } from '../user.ts';
import { countingNumber } from '../words.ts';

const Entered = z.looseObject({ days: z.number(), expiresAfter: z.string().nullable() });
const Balance = z.looseObject({ balance: z.number() });

export const addGrantCommands: AddCommands = (program, session) => {
  const days = async (
    sign: 1 | -1,
    word: string,
    count: number,
    given: { reason: string; campaign?: string },
  ) => {
    const { reason, campaign } = given;
    const entitlement = await findEntitlement(session(), word, campaign);
    const body = { days: sign * count, reason };
    const entered = await session().api.post(`/entitlements/${entitlement}/days`, { shape: Entered, body });
    session().show(entered, ({ days: done, expiresAfter }) => {
      const until = expiresAfter ? `; they last until ${zonedTime(expiresAfter)}` : '';
      session().out.line(`${Math.abs(done)} of ${count} days ${sign > 0 ? 'given' : 'taken'}${until}.`);
    });
  };
  const grants = program.command('grants').description('days of a user under a campaign');
  for (const [name, sign, description] of [
    ['give', 1, 'may pass the bank and the total, not the end of use'],
    ['revoke', -1, 'the end never moves before now'],
  ] as const)
    grants
      .command(`${name} <user> <days>`)
      .description(description)
      .requiredOption('--reason <words>', 'for the audit log and the user’s history')
      .option('--campaign <slug>', 'needed when the user has several')
      .action((user: string, count: string, options: { reason: string; campaign?: string }) =>
        days(sign, user, countingNumber(count), options),
      );

  const points = program.command('points').description('prepaid points of a user');
  for (const [name, sign, description] of [
    ['give', 1, 'adds points'],
    ['take', -1, 'takes points back, as far as there are any'],
  ] as const)
    points
      .command(`${name} <user> <points>`)
      .description(description)
      .requiredOption('--reason <words>', 'for the audit log and the user’s history')
      .action(async (word: string, count: string, { reason }: { reason: string }) => {
        const { id } = await findUser(session(), word);
        const body = { points: sign * countingNumber(count), reason };
        const answer = await session().api.post(`/users/${id}/points`, { shape: Balance, body });
        session().show(answer, ({ balance }) => session().out.line(`The user has ${balance} points now.`));
      });
};

async function findEntitlement(session: Session, word: string, campaign?: string): Promise<string> {
  const { entitlements } = await findUser(session, word);
  const fitting = entitlements.filter((each) => campaign === undefined || each.campaign.slug === campaign);
  if (fitting.length === 1) return fitting[0]!.id;
  const slugs = entitlements.map((each) => each.campaign.slug).join(', ');
  if (entitlements.length === 0)
    throw new Failure(exitCodes.refused, 'The user has claimed nothing yet, so there is nothing to change.');
  throw new Failure(exitCodes.usage, `Say which campaign by --campaign: ${slugs}.`);
}
