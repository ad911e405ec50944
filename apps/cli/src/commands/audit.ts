import { z } from 'zod';
import { exitCodes, Failure } from '../failure.ts';
import { limited, localTime, moreText, readList } from '../lists.ts';
import type { AddCommands } from '../program.ts';

const Line = z.looseObject({
  id: z.number(),
  at: z.string(),
  actorName: z.string(),
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  reason: z.string(),
});
const Verdict = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('whole'),
    entries: z.number(),
    removed: z.number(),
    head: z.object({ id: z.number(), hash: z.string() }),
  }),
  z.object({ kind: z.literal('broken'), id: z.number(), why: z.string() }),
]);

export const addAuditCommands: AddCommands = (program, session) => {
  const audit = program.command('audit').description('what was done to whom, by whom, and why');

  limited(audit.command('list'))
    .description('newest first')
    .option('--actor <text>', 'part of the name')
    .option('--action <name>', 'or what it begins with, e.g. campaign.')
    .option('--subject <id>', 'whom or what it was done to')
    .option('--from <day>', 'e.g. 2027-02-10')
    .option('--to <day>')
    .action(async (filters: { limit: number }) => {
      const list = await readList(session(), '/audit', Line, { ...filters });
      session().show(list, ({ items, more }) => {
        session().out.table(
          ['id', 'at', 'who', 'did', 'to', 'why'],
          items.map((row) => [
            row.id,
            localTime(row.at),
            row.actorName,
            row.action,
            `${row.subjectKind} ${row.subjectId}`,
            row.reason,
          ]),
        );
        if (more) session().out.line(moreText(more));
      });
    });

  audit
    .command('verify')
    .description('computes the chain of hashes again')
    .option('--head <number:hash>', 'of an earlier verification: shows whether the end was cut off since')
    .action(async ({ head }: { head?: string }) => {
      const verdict = await session().api.get('/audit/verification', { shape: Verdict, query: { head } });
      if (verdict.kind === 'broken')
        throw new Failure(
          exitCodes.refused,
          `The audit log is broken at entry ${verdict.id}: ${verdict.why}.`,
          verdict,
        );
      session().show(verdict, ({ entries, removed, head: { id, hash } }) => {
        const gone = removed > 0 ? `, after ${removed} that retention removed` : '';
        session().out.line(`The audit log is whole: ${entries} entries${gone}.`);
        session().out.line(`Head, to be noted down elsewhere: ${id}:${hash}`);
      });
    });
};
