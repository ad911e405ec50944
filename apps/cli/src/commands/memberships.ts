import { z } from 'zod';
import { exitCodes, Failure } from '../failure.ts';
import type { AddCommands } from '../program.ts';
import { readText } from '../words.ts';

const Counts = z.object({
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  absent: z.number(),
});
const Preview = z.object({
  counts: Counts,
  errors: z.array(z.looseObject({ line: z.number(), message: z.string() })),
  errorsInAll: z.number(),
});
const Imported = z.object({ counts: Counts, removed: z.number() });

interface Given {
  preview?: boolean;
  replace?: boolean;
  zone?: string;
}

export const addMembershipCommands: AddCommands = (program, session) => {
  program
    .command('memberships')
    .description('plan holders from a file')
    .command('import <file>')
    .description(
      'CSV with the columns phone,tier,valid_until; the whole file or nothing; - is standard input',
    )
    .option('--preview', 'say what it would change, and change nothing')
    .option('--replace', 'take the plan of everybody whom the file does not name')
    .option('--zone <zone>', 'of the days in it (Asia/Shanghai)')
    .action(async (file: string, { preview, replace, zone }: Given) => {
      const { out, api } = session();
      const name = file === '-' ? 'standard input' : file.split('/').at(-1)!;
      const body = { csv: readText(file), name, ...(zone && { zone }), mode: replace ? 'replace' : 'merge' };
      const seen = await api.post('/memberships/preview', { shape: Preview, body });
      const { added, changed, unchanged, absent } = seen.counts;
      const would = `${added} new, ${changed} changed, ${unchanged} as before${replace ? `, ${absent} lose their plan` : ''}`;
      if (preview) {
        session().show(seen, () => out.line(`It would do: ${would}; ${seen.errorsInAll} wrong rows.`));
        if (!session().options.json)
          for (const error of seen.errors) out.line(`line ${error.line}: ${error.message}`);
        if (seen.errorsInAll > 0)
          throw new Failure(exitCodes.refused, 'Mend these rows: a file is imported whole.', seen);
        return;
      }
      if (seen.errorsInAll > 0) {
        const lines = seen.errors.map((error) => `line ${error.line}: ${error.message}`).join('\n');
        throw new Failure(exitCodes.refused, `${lines}\nNothing was imported: mend these rows first.`, seen);
      }
      if (replace && absent > 0) await session().agree(`${absent} numbers lose their plan.`);
      const done = await api.post('/memberships/import', { shape: Imported, body });
      session().show(done, () => out.line(`Imported: ${would}.`));
    });
};
