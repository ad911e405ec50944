import { exitCodes, Failure } from '../failure.ts';
import { limited, moreText, readList } from '../lists.ts';
import type { AddCommands } from '../program.ts';
import { assignment, commaList, readJson, wholeNumber } from '../words.ts';
import { Campaign, findCampaign, showCampaign, standardRules } from '../campaign.ts';

interface Names {
  slug?: string;
  nameZh?: string;
  nameEn?: string;
  set?: Record<string, unknown>;
  file?: string;
}

export const addCampaignCommands: AddCommands = (program, session) => {
  const campaigns = program.command('campaigns').description('offers: who, when, how many, how long');

  limited(campaigns.command('list'))
    .description('newest first')
    .action(async (options: { limit: number }) => {
      const list = await readList(session(), '/campaigns', Campaign, options);
      session().show(list, ({ items, more }) => {
        session().out.table(
          ['slug', 'name', 'state', 'claimed', 'stock', 'claims until', 'used until'],
          items.map(({ slug, name, state, claimed, stock, policy }) => [
            slug,
            name.zh,
            state,
            claimed,
            stock ?? 'unlimited',
            policy.claimLastDay,
            policy.lastDayOfUse,
          ]),
        );
        if (more) session().out.line(moreText(more));
      });
    });

  campaigns
    .command('show <campaign>')
    .description('by its id or slug')
    .action(async (campaign: string) => showCampaign(session(), await findCampaign(session(), campaign)));

  campaigns
    .command('create')
    .description('makes a draft; rules that are not given are AutoGLM’s')
    .requiredOption('--slug <slug>', 'part of its address: small letters, digits, dashes')
    .requiredOption('--name-zh <name>')
    .requiredOption('--name-en <name>')
    .option('--stock <count>', 'claims at most; left out = unlimited', wholeNumber)
    .option('--set <rule=value>', 'e.g. claimFirstDay=2027-02-10; again for each rule', assignment)
    .option('--file <json>', 'the rules as a JSON object; --set comes on top')
    .action(
      async ({ slug, nameZh: zh, nameEn: en, stock = null, ...rules }: Names & { stock?: number | null }) => {
        const policy = { ...standardRules, ...(rules.file ? readJson(rules.file) : {}), ...rules.set };
        const missing = ['claimFirstDay', 'claimLastDay', 'lastDayOfUse'].filter((name) => !(name in policy));
        if (missing.length > 0)
          throw new Failure(
            exitCodes.usage,
            `Say when: ${missing.map((name) => `--set ${name}=2027-02-10`).join(' ')}`,
          );
        const body = { slug, name: { zh, en }, policy, stock };
        showCampaign(session(), await session().api.post('/campaigns', { shape: Campaign, body }));
      },
    );

  campaigns
    .command('edit <campaign>')
    .description('the rules of a public campaign change when its next day begins')
    .option('--slug <slug>', 'only before it is public')
    .option('--name-zh <name>')
    .option('--name-en <name>')
    .option('--set <rule=value>', 'again for each rule', assignment)
    .option('--file <json>', 'all rules as a JSON object')
    .option('--acknowledge <reasons>', 'warnings that you have seen, by commas', commaList)
    .action(async (campaign: string, options: Names & { acknowledge?: string[] }) => {
      const { id, version, name, policy, nextPolicy } = await findCampaign(session(), campaign);
      const { slug, nameZh, nameEn, set, file, acknowledge: acknowledged } = options;
      const base = file ? readJson(file) : (nextPolicy ?? policy);
      const body = {
        ...(slug && { slug }),
        ...((nameZh || nameEn) && { name: { zh: nameZh ?? name.zh, en: nameEn ?? name.en } }),
        ...((file || set) && { policy: { ...base, ...set } }),
        ...(acknowledged && { acknowledged }),
      };
      if (Object.keys(body).length === 0)
        throw new Failure(exitCodes.usage, 'Nothing to change was given: see --help.');
      showCampaign(
        session(),
        await session().api.patch(`/campaigns/${id}`, { shape: Campaign, body, version }),
      );
    });

  const step = async (campaign: string, name: string, body: object = {}, ask?: (slug: string) => string) => {
    const { id, slug, version } = await findCampaign(session(), campaign);
    if (ask) await session().agree(ask(slug));
    const answer = await session().api.post(`/campaigns/${id}/${name}`, { shape: Campaign, body, version });
    showCampaign(session(), answer);
  };

  campaigns
    .command('publish <campaign>')
    .description('now, or at a time')
    .option('--at <instant>', 'e.g. 2027-02-10T00:00:00+08:00; "never" takes a planned one back')
    .action((campaign: string, { at }: { at?: string }) =>
      step(campaign, 'publish', at === undefined ? {} : { at: at === 'never' ? null : at }),
    );
  campaigns
    .command('pause <campaign>')
    .description('no claims until it is resumed; renewals go on')
    .action((campaign: string) => step(campaign, 'pause'));
  campaigns
    .command('resume <campaign>')
    .description('lets people claim again')
    .action((campaign: string) => step(campaign, 'resume'));
  campaigns
    .command('stock <campaign> <count>')
    .description('claims at most, at once; "unlimited" takes the bound away')
    .action((campaign: string, count: string) =>
      step(campaign, 'stock', { stock: count === 'unlimited' ? null : wholeNumber(count) }),
    );
  campaigns
    .command('clone <campaign> <slug>')
    .description('a draft with the same rules under another slug')
    .action(async (campaign: string, slug: string) => {
      const { id } = await findCampaign(session(), campaign);
      showCampaign(
        session(),
        await session().api.post(`/campaigns/${id}/clone`, { shape: Campaign, body: { slug } }),
      );
    });
  campaigns
    .command('end <campaign>')
    .description('before its time and for good; granted days finish')
    .requiredOption('--reason <words>', 'for the audit log')
    .action((campaign: string, { reason }: { reason: string }) =>
      step(
        campaign,
        'end',
        { reason },
        (slug) => `"${slug}" ends now. Nobody can claim any more, and that cannot be taken back.`,
      ),
    );
};
