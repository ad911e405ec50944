import { z } from 'zod';
import { localTime } from '../lists.ts';
import type { AddCommands } from '../program.ts';

const Token = z.looseObject({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  hint: z.string(),
  owner: z.string(),
  state: z.string(),
  lastUsedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
});

export const addTokenCommands: AddCommands = (program, session) => {
  const tokens = program
    .command('tokens')
    .description(
      'keys of this API; new ones are made in the console, by people who show their second factor',
    );

  tokens
    .command('list')
    .description('those that open something first')
    .action(async () => {
      const answer = await session().api.get('/tokens', { shape: z.object({ items: z.array(Token) }) });
      session().show(answer, ({ items }) =>
        session().out.table(
          ['name', 'role', 'ends in', 'owner', 'state', 'last used', 'until', 'id'],
          items.map((row) => [
            row.name,
            row.role,
            row.hint,
            row.owner,
            row.state,
            localTime(row.lastUsedAt),
            localTime(row.expiresAt),
            row.id,
          ]),
        ),
      );
    });

  tokens
    .command('revoke <id>')
    .description('ends it at once')
    .action(async (id: string) => {
      await session().agree(`Programs that use the token ${id} stop working.`);
      const shape = z.object({ revoked: z.literal(true) });
      const answer = await session().api.post(`/tokens/${encodeURIComponent(id)}/revoke`, { shape });
      session().show(answer, () => session().out.line('Revoked.'));
    });
};
