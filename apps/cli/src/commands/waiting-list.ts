import { z } from 'zod';
import { findCampaign } from '../campaign.ts';
import { limited, localTime, moreText, readList } from '../lists.ts';
import type { AddCommands } from '../program.ts';

const Entry = z.looseObject({
  userId: z.string(),
  phone: z.string(),
  joinedAt: z.string(),
  offerExpiresAt: z.string().nullable(),
});
const Offered = z.object({ places: z.number() });

export const addWaitingListCommands: AddCommands = (program, session) => {
  const line = program.command('waiting-list').description('who waits for a place of a campaign');

  limited(line.command('show <campaign>'))
    .description('first come first')
    .action(async (campaign: string, options: { limit: number }) => {
      const { id } = await findCampaign(session(), campaign);
      const list = await readList(session(), `/campaigns/${id}/waiting-list`, Entry, options);
      session().show(list, ({ items, more }) => {
        session().out.table(
          ['phone', 'since', 'place kept until', 'user'],
          items.map((row) => [row.phone, localTime(row.joinedAt), localTime(row.offerExpiresAt), row.userId]),
        );
        if (more) session().out.line(moreText(more));
      });
    });

  line
    .command('offer <campaign>')
    .description('offers every free place at once to who waits longest')
    .action(async (campaign: string) => {
      const { id } = await findCampaign(session(), campaign);
      const answer = await session().api.post(`/campaigns/${id}/waiting-list/offer`, { shape: Offered });
      session().show(answer, ({ places }) => session().out.line(`${places} places offered.`));
    });
};
