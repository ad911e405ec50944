import { z } from 'zod';
import { limited, localTime, moreText, readList } from '../lists.ts';
import type { AddCommands } from '../program.ts';
import { type User, findUser } from '../user.ts';

const Line = z.looseObject({
  id: z.string(),
  phone: z.string(),
  joinedAt: z.string(),
  plan: z.string().nullable(),
  availableDays: z.number(),
  points: z.number(),
  phase: z.string().nullable(),
});

export const addUserCommands: AddCommands = (program, session) => {
  const users = program.command('users').description('subscribers');

  limited(users.command('list'))
    .description('who joined last first')
    .option('--search <text>', 'part of the phone number')
    .option('--plan <tier>', 'lite, pro, max or none')
    .option('--phase <phase>', 'of their computer')
    .action(async ({ search: q, ...filters }: { search?: string; limit: number }) => {
      const list = await readList(session(), '/users', Line, { q, ...filters });
      session().show(list, ({ items, more }) => {
        session().out.table(
          ['phone', 'plan', 'days', 'points', 'computer', 'joined', 'id'],
          items.map((row) => [
            row.phone,
            row.plan,
            row.availableDays,
            row.points,
            row.phase,
            localTime(row.joinedAt),
            row.id,
          ]),
        );
        if (more) session().out.line(moreText(more));
      });
    });

  users
    .command('show <user>')
    .description('by id or phone number')
    .action(async (word: string) => {
      const user = await findUser(session(), word);
      session().show(user, showUser);
    });

  function showUser({ id, phone, points, plan, entitlements, instance, joinedAt }: User) {
    const { out } = session();
    const tier = plan.subscriptions[0]?.tier ?? plan.answered?.tier ?? plan.imported?.tier;
    out.facts({
      phone,
      id,
      joined: localTime(joinedAt),
      plan: tier,
      points,
      computer: instance?.phase,
      instance: instance?.id,
    });
    if (entitlements.length === 0) return;
    out.line('');
    out.table(
      ['campaign', 'granted', 'left', 'until', 'entitlement'],
      entitlements.map((each) => [
        each.campaign.slug,
        each.grantedDays,
        each.availableDays,
        localTime(each.expiresAt),
        each.id,
      ]),
    );
  }
};
