import { describe, expect, it } from 'vitest';
import type { Command, CommandContext } from './command.ts';
import { giveCommand } from './give-command.ts';
import { aliases } from './names.ts';
import { parseCommand } from './parse.ts';
import { checked, commands, findCommand } from './table.ts';

it.each([
  ['/help', { name: 'help', args: '' }],
  ['  /Model  glm-4.7 ', { name: 'model', args: 'glm-4.7' }],
  ['/new@Bot hello\nthere', { name: 'new', args: 'hello\nthere' }],
  ['/model: x', { name: 'model', args: 'x' }],
  ['／new　你好', { name: 'new', args: '你好' }],
  ['/model： x', { name: 'model', args: 'x' }],
  ['/etc/hosts is broken', null],
  ['/路径', null],
  ['/tmp里有什么', null],
  ['/ help', null],
  ['//', null],
  ['see /help', null],
  ['@Ada /help', null],
])('%j is read as %j', (text, command) => {
  expect(parseCommand(text)).toEqual(command);
});

it('reads a command behind the mention of the bot', () => {
  expect(parseCommand('@小助手 /status', true)).toEqual({ name: 'status', args: '' });
  expect(parseCommand('@小助手 hello /status', true)).toBeNull();
});

const contextOf = (more: Partial<CommandContext>): CommandContext =>
  ({ locale: 'en', args: '', commands, ...more }) as CommandContext;
const as = (standing: 'owner' | 'allowed' | 'anyone') => ({ standing }) as CommandContext['sender'];

describe('the table', () => {
  it('refuses a name twice, one with a slash, one that is an alias, a missing help text, a foreign example', () => {
    const [help] = commands;
    const bad = (change: Partial<Command>) => () => checked([{ ...help!, ...change }]);
    expect(() => checked([help!, help!])).toThrow('twice');
    expect(bad({ name: '/help' })).toThrow('not a usable');
    expect(bad({ name: 'id', examples: [] })).toThrow('short name');
    expect(bad({ help: { zh: '', en: 'x' } })).toThrow('help text');
    expect(bad({ examples: ['/helpless'] })).toThrow('example');
    expect(bad({ access: 'friends' as never })).toThrow('who may');
  });

  it('has a command for every alias that stands for one of it, and finds it with hyphens too', () => {
    expect(findCommand('id')?.name).toBe('whoami');
    const known = [...new Set(Object.values(aliases))].filter((name) =>
      commands.some((each) => each.name === name),
    );
    expect(known).toContain('whoami');
    for (const name of known) expect(findCommand(name)?.name).toBe(name);
    const creator = { ...commands[0]!, name: 'skill_creator' };
    expect(findCommand('skill-creator', [creator])).toBe(creator);
  });
});

describe('/help', () => {
  it('shows the owner every command in both languages, and everybody only what they may use', async () => {
    for (const locale of ['zh', 'en'] as const) {
      const { text } = await giveCommand('help', contextOf({ locale, sender: as('owner') }));
      for (const { name, help } of commands) {
        expect(text).toContain(`/${name}`);
        expect(text).toContain(help[locale]);
      }
    }
    for (const standing of ['allowed', 'anyone'] as const) {
      const { text } = await giveCommand('help', contextOf({ sender: as(standing) }));
      for (const { name, access } of commands)
        expect([name, new RegExp(`/${name}[\` ]`).test(text)]).toEqual([
          name,
          access === 'anyone' || access === standing,
        ]);
    }
  });

  it('explains one command, also by its short name, and lists what there is for a wrong one', async () => {
    const about = (args: string) => giveCommand('help', contextOf({ args, sender: as('owner') }));
    expect((await about('/id')).text).toContain('**/whoami**');
    expect((await about('model')).text).toMatch(/Usage: `\/model .*For: the owner and the people/s);
    expect((await about('nonsense')).text).toMatch(/"nonsense" is not allowed; allowed: .*`status`/);
  });

  it('/commands says of each who may use it, page by page', async () => {
    const seen: string[] = [];
    const first = await giveCommand('commands', contextOf({ sender: as('anyone') }));
    const pages = Number(/page 1 of (\d+)/.exec(first.text)?.[1]);
    for (let page = 1; page <= pages; page += 1) {
      const { text } = await giveCommand('commands', contextOf({ args: `${page}`, sender: as('anyone') }));
      seen.push(...[...text.matchAll(/^- `\/(\w+).*\(for: /gm)].map(([, name]) => name!));
    }
    expect(seen.sort()).toEqual(commands.map(({ name }) => name).sort());
    expect((await giveCommand('commands', contextOf({ args: '99', sender: as('anyone') }))).text).toContain(
      'whole number from 1 to',
    );
  });
});

describe('giving a command', () => {
  it('tells a sender who may not give it who may', async () => {
    const owned: Command = { ...commands[0]!, name: 'mine', examples: [], access: 'owner' };
    const all = [...commands, owned];
    for (const standing of ['anyone', 'allowed'] as const) {
      const { text } = await giveCommand('mine', contextOf({ commands: all, sender: as(standing) }));
      expect(text).toMatch(/^Only the owner may use \/mine/);
    }
  });

  it('names what is near an unknown one, but nothing that the sender may not use', async () => {
    const ask = async (name: string, standing: 'owner' | 'anyone') =>
      (await giveCommand(name, contextOf({ sender: as(standing) }))).text;
    expect(await ask('statsu', 'owner')).toBe(
      'There is no command /statsu. Did you mean /status? /help lists the commands.',
    );
    expect(await ask('mod', 'owner')).toContain('/model, /models');
    expect(await ask('mod', 'anyone')).not.toContain('mean');
    expect(await ask('xyzzy', 'owner')).toBe('There is no command /xyzzy. /help lists the commands.');
  });
});
