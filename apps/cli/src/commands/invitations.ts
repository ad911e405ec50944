import { z } from 'zod';
import { findCampaign } from '../campaign.ts';
import { limited, localTime, moreText, readList } from '../lists.ts';
import type { AddCommands } from '../program.ts';
import { countingNumber, instant } from '../words.ts';

const Code = z.looseObject({
  id: z.string(),
  hint: z.string(),
  uses: z.number(),
  usesMax: z.number(),
  note: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
const Made = z.object({ codes: z.array(z.string()) });
const Revoked = z.object({ again: z.boolean() });

interface Batch {
  count: number;
  uses: number;
  note?: string;
  until?: string;
  code?: string;
}

export const addInvitationCommands: AddCommands = (program, session) => {
  const codes = program.command('codes').description('invitation codes of a campaign');

  limited(codes.command('list <campaign>'))
    .description('newest first, by their last four characters')
    .action(async (campaign: string, options: { limit: number }) => {
      const { id: campaignId } = await findCampaign(session(), campaign);
      const list = await readList(session(), `/campaigns/${campaignId}/codes`, Code, options);
      session().show(list, ({ items, more }) => {
        session().out.table(
          ['ends in', 'uses', 'note', 'until', 'revoked', 'id'],
          items.map(({ id, hint, uses, usesMax, note, expiresAt, revokedAt }) => [
            hint,
            `${uses} of ${usesMax}`,
            note,
            localTime(expiresAt),
            localTime(revokedAt),
            id,
          ]),
        );
        if (more) session().out.line(moreText(more));
      });
    });

  codes
    .command('make <campaign>')
    .description('prints the whole codes, one a line: keep them, lists do not show them again')
    .option('--count <count>', 'how many', countingNumber, 1)
    .option('--uses <count>', 'claims that each admits', countingNumber, 1)
    .option('--note <words>', 'what they are for')
    .option('--until <when>', 'a day or an instant, from which they admit nobody', instant)
    .option('--code <code>', 'one of your own choice')
    .action(async (campaign: string, { uses: usesMax, until: expiresAt, ...batch }: Batch) => {
      const { id } = await findCampaign(session(), campaign);
      const body = { ...batch, usesMax, ...(expiresAt && { expiresAt }) };
      const answer = await session().api.post(`/campaigns/${id}/codes`, { shape: Made, body });
      session().show(answer, (made) => session().out.line(made.codes.join('\n')));
    });

  codes
    .command('revoke <id>')
    .description('it admits nobody any more; who claimed with it keeps the claim')
    .action(async (id: string) => {
      await session().agree(`The code ${id} admits nobody any more, and that cannot be taken back.`);
      const at = `/codes/${encodeURIComponent(id)}/revoke`;
      const answer = await session().api.post(at, { shape: Revoked });
      session().show(answer, ({ again }) =>
        session().out.line(again ? 'It was revoked before.' : 'Revoked.'),
      );
    });
};
