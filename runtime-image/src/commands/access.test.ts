/** Every command from everybody: owner, allowed, stranger; in private and in a group; through the whole gateway. */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { testGateway } from '../testing/test-gateway.ts';
import { commands } from './table.ts';

const people = {
  owner: { id: 'ou_owner', name: 'Ada' },
  allowed: { id: 'ou_friend', name: 'Ben' },
  stranger: { id: 'ou_stranger', name: 'Bob' },
};
type Person = keyof typeof people;
const chats = {
  private: { id: 'oc_direct', kind: 'direct', threadId: null },
  group: { id: 'oc_g', kind: 'group', threadId: null },
} as const;

const feishu = { appId: 'cli_test', appSecret: 'app-secret-for-tests', allowFrom: ['ou_friend'] };
const one = await testGateway({
  openclaw: { channels: { feishu: { ...feishu, groupPolicy: 'open' } } },
  starts: 'once',
});
const { model, ask, settled } = one;

const answerTo = (text: string, person: Person, chat: keyof typeof chats): Promise<string> =>
  ask(text, { chat: chats[chat], sender: people[person], mentionsBot: chat === 'group' });

const rank = { stranger: 0, allowed: 1, owner: 2 };
const needed = { anyone: 0, allowed: 1, owner: 2 };
/** they go on to the model, or send for the network: who may give them is seen by `/help` */
const elsewhere = new Set(['weather', 'skill_creator']);

const rows = commands
  .filter(({ name }) => !elsewhere.has(name))
  .flatMap(({ name, access }) =>
    (['owner', 'allowed', 'stranger'] as const).flatMap((person) =>
      (['private', 'group'] as const).map((chat) => ({ name, access, person, chat })),
    ),
  );

describe('a command', () => {
  it.each(rows)(
    '/$name from $person in $chat is held to "$access"',
    async ({ name, access, person, chat }) => {
      const answer = await answerTo(`/${name}`, person, chat);
      if (person === 'stranger' && chat === 'private') {
        expect(answer).toMatch(/I do not know you yet/);
        return;
      }
      const isRefused = answer.startsWith('Only ');
      expect([answer, isRefused]).toEqual([answer, rank[person] < needed[access]]);
      if (isRefused) expect(answer).toContain(`may use /${name}`);
    },
  );

  it('of a skill is held to who may give it, too', async () => {
    const ofSkills = one.gateway.moreCommands('main').filter(({ access }) => access !== 'anyone');
    expect(ofSkills.length).toBeGreaterThan(5);
    const asked = model.requests.length;
    for (const { name } of ofSkills)
      expect(await answerTo(`/${name} x`, 'stranger', 'group')).toMatch(
        new RegExp(`^Only .* may use /${name}`),
      );
    expect(model.requests).toHaveLength(asked);
  });

  it.each(['/help help', '@Bot /whoami', '／whoami', '/id'])('%s is understood in a group', async (text) => {
    expect(await answerTo(text, 'owner', 'group')).toMatch(/\/help|ou_owner/);
  });
});

describe('wrong arguments', () => {
  const wrong: [string, RegExp][] = [
    ['/help nonsense', /"nonsense" is not allowed; allowed: .*`help`/],
    ['/commands 99', /whole number from 1 to/],
    ['/usage yesterday', /allowed: `today`, `7d`, `30d`, `month`, `off`, `tokens`, `full`/],
    ['/skill show', /The name of a skill is missing; there are: .*weather/],
    ['/skill show nonsense', /There is no skill "nonsense"; there are: list, show, allow, /],
    ['/context nonsense', /allowed: `list`, `detail`, `json`/],
    ['/exec security=root', /allowed: `deny`, `allowlist`, `full`/],
    ['/exec node=1', /allowed: `security`, `ask`/],
    ['/exec security=full extra', /Too many arguments/],
    ['/elevated perhaps', /allowed: `off`, `on`, `ask`, `full`/],
    ['/approve 12345678 perhaps', /allowed: `allow-once`, `allow-always`, `deny`/],
    ['/approve 12345678', /An argument is missing/],
    ['/approve nonsense', /no question "nonsense"/],
    ['/approve nonsense allow-once', /no question "nonsense"/],
    ['/allowlist give ou_x', /allowed: `list`, `add`, `remove`/],
    ['/allowlist add', /sender’s id is missing/],
    ['/allowlist add *', /sender’s id is missing/],
    ['/allowlist add ou_x bot=qq', /allowed: `feishu`/],
    [`/weather ${'x'.repeat(100)}`, /too long/],
    ['/weather', /Where\? Write a place/],
  ];
  it.each(wrong)('%s is answered with what is allowed', async (text, expected) => {
    const answer = await answerTo(text, 'owner', 'private');
    expect(answer).toMatch(expected);
  });

  it('end with how the command is written', async () => {
    expect(await answerTo('/usage yesterday', 'owner', 'private')).toContain('Usage: `/usage [today');
  });
});

describe('/allowlist', () => {
  it('lets in by the code that a stranger was given, for the owner alone, and knows a code that is none', async () => {
    const code = /code ([A-Z2-9]{8}) /.exec(await answerTo('hello', 'stranger', 'private'))![1]!;
    expect(await answerTo(`/allowlist add ${code}`, 'allowed', 'private')).toMatch(/^Only the owner/);
    expect(await answerTo(`/allowlist add ${code}`, 'owner', 'private')).toBe(
      'Bob (`ou_stranger`) is allowed now; they can write again.',
    );
    expect(await answerTo('/whoami', 'stranger', 'private')).toContain('allowed');
    expect(await answerTo(`/allowlist add ${code}`, 'owner', 'private')).toContain(`no pairing code ${code}`);
    expect(await answerTo('/allowlist', 'owner', 'private')).not.toContain(code);
    await answerTo('/allowlist remove ou_stranger', 'owner', 'private');
  });

  it('lets somebody in at once, and out again, also one who was paired', async () => {
    expect(await answerTo('hello', 'stranger', 'private')).toContain('pairing code');
    expect(await answerTo('/allowlist add ou_stranger', 'owner', 'private')).toBe(
      '`ou_stranger` is allowed now (private).',
    );
    expect(await answerTo('/model', 'stranger', 'private')).toContain('Current model');
    expect(await answerTo('/allowlist', 'owner', 'group')).toMatch(
      /owner: `ou_owner`.*`ou_friend` \(configuration\).*`ou_stranger` \(added by command\)/s,
    );
    expect(await answerTo('/allowlist remove ou_stranger', 'owner', 'private')).toContain('was removed');
    expect(await answerTo('/model', 'stranger', 'private')).toContain('pairing code');
    const { requests } = (await (await one.get('/control/pairing')).json()) as {
      requests: { code: string }[];
    };
    await one.post(`/control/pairing/${requests[0]!.code}/approve`);
    expect(await answerTo('/model', 'stranger', 'private')).toContain('Current model');
    await answerTo('/allowlist remove ou_stranger', 'owner', 'private');
    expect(await answerTo('/model', 'stranger', 'private')).toContain('pairing code');
  });

  it('does not remove the owner or what the configuration gives, and says why', async () => {
    expect(await answerTo('/allowlist remove ou_friend', 'owner', 'private')).toContain(
      'stands in the configuration',
    );
    expect(await answerTo('/allowlist remove ou_owner', 'owner', 'private')).toContain('cannot be removed');
    expect(await answerTo('/allowlist remove ou_nobody', 'owner', 'private')).toContain('is not on the list');
    expect(await answerTo('/model', 'allowed', 'private')).toContain('Current model');
  });

  it('gives a member of a group the commands there, not in private', async () => {
    expect(await answerTo('/model', 'stranger', 'group')).toContain('Only the owner and');
    await answerTo('/allowlist add ou_stranger group', 'owner', 'private');
    expect(await answerTo('/model', 'stranger', 'group')).toContain('Current model');
    expect(await answerTo('/model', 'stranger', 'private')).toContain('pairing code');
    await answerTo('/allowlist remove ou_stranger group', 'owner', 'private');
  });
});

it('a stranger does not become a chat that can be found by a name of their choice', async () => {
  const mum = { id: 'oc_evil', kind: 'direct', threadId: null } as const;
  await ask('hi', { chat: mum, sender: { id: 'ou_evil', name: 'Mum' } });
  await answerTo('/whoami', 'allowed', 'private');
  await settled();
  const store = new DatabaseSync(path.join(one.stateDir, 'gateway.sqlite'), { readOnly: true });
  const known = store.prepare('SELECT name FROM chats').all() as { name: string }[];
  store.close();
  expect(known.map(({ name }) => name)).toContain('Ben');
  expect(known.map(({ name }) => name)).not.toContain('Mum');
});
