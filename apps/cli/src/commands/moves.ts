import { z } from 'zod';
import type { AddCommands } from '../program.ts';

const Wished = z.object({ again: z.boolean(), to: z.string() });

/** Words of `instances` about where a computer lives. */
export const addMoveCommands: AddCommands = (program, session) => {
  const instances = program.commands.find((command) => command.name() === 'instances')!;

  instances
    .command('move <id>')
    .description('to another host; it stops, its data is copied, and it starts there')
    .option('--to <host>', 'a host of "rockpool hosts list"; without it the emptiest other')
    .requiredOption('--reason <text>', 'for the audit log')
    .action(async (id: string, { to = null, reason }: { to?: string | null; reason: string }) => {
      const path = `/instances/${encodeURIComponent(id)}/move`;
      const answer = await session().api.post(path, { shape: Wished, body: { to, reason } });
      session().show(answer, ({ again, to: host }) =>
        session().out.line(again ? `Asked for before: it moves to ${host}.` : `It moves to ${host}.`),
      );
    });

  instances
    .command('take-back <id>')
    .description('takes its move back, as long as its data has not arrived')
    .requiredOption('--reason <text>', 'for the audit log')
    .action(async (id: string, { reason }: { reason: string }) => {
      const path = `/instances/${encodeURIComponent(id)}/take-back`;
      const answer = await session().api.post(path, { shape: Wished, body: { reason } });
      session().show(answer, ({ to }) => session().out.line(`Taken back: it lives on ${to}.`));
    });
};
