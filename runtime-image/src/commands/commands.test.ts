import { describe, expect, it } from 'vitest';
import type { CommandContext } from './command.ts';
import { parseCommand } from './parse.ts';
import { checked, commands, findCommand } from './table.ts';

it.each([
  ['/help', { name: 'help', args: '' }],
  ['  /Model  glm-4.7 ', { name: 'model', args: 'glm-4.7' }],
  ['/new@Bot hello\nthere', { name: 'new', args: 'hello\nthere' }],
  ['/model: x', { name: 'model', args: 'x' }],
  ['/etc/hosts is broken', null],
  ['/路径', null],
  ['/tmp里有什么', null],
  ['/ help', null],
  ['//', null],
  ['see /help', null],
])('%j is read as %j', (text, command) => {
  expect(parseCommand(text)).toEqual(command);
});

describe('the table', () => {
  it('refuses a name twice, a name with a slash, and a missing help text', () => {
    const [help] = commands;
    expect(() => checked([help!, help!])).toThrow('twice');
    expect(() => checked([{ ...help!, name: '/help' }])).toThrow('not a usable');
    expect(() => checked([{ ...help!, help: { zh: '', en: 'x' } }])).toThrow('help text');
  });

  it('is what /help shows, in both languages', async () => {
    for (const locale of ['zh', 'en'] as const) {
      const { text } = await findCommand('help')!.run({ locale } as CommandContext);
      for (const { name, help } of commands) {
        expect(text).toContain(`/${name}`);
        expect(text).toContain(help[locale]);
      }
    }
  });
});
