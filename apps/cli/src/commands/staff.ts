import { z } from 'zod';
import { localTime } from '../lists.ts';
import type { AddCommands } from '../program.ts';

const Member = z.looseObject({
  id: z.string(),
  email: z.string(),
  role: z.string(),
  state: z.string(),
  lastSeenAt: z.string().nullable(),
});

export const addStaffCommands: AddCommands = (program, session) => {
  program
    .command('staff')
    .description('who works in the console; invited and disabled there, never by a token')
    .command('list')
    .description('with their roles')
    .action(async () => {
      const answer = await session().api.get('/staff', { shape: z.object({ items: z.array(Member) }) });
      session().show(answer, ({ items }) =>
        session().out.table(
          ['e-mail', 'role', 'state', 'last seen', 'id'],
          items.map(({ id, email, role, state, lastSeenAt }) => [
            email,
            role,
            state,
            localTime(lastSeenAt),
            id,
          ]),
        ),
      );
    });
};
