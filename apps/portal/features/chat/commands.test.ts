import { expect, it } from 'vitest';
import { matchingCommands } from './commands.ts';

const commands = ['help', 'new', 'model', 'models', 'skill_creator'].map((name) => ({
  ...{ name, usage: '' },
  help: { zh: '', en: '' },
}));

it.each([
  ['/', ['help', 'new', 'model', 'models', 'skill_creator']],
  ['／', ['help', 'new', 'model', 'models', 'skill_creator']],
  ['/mo', ['model', 'models']],
  ['/MODEL', ['model', 'models']],
  ['/skill_', ['skill_creator']],
  ['/x', []],
  ['/model ', []],
  ['hello /', []],
  ['', []],
])('%j offers %j', (draft, names) => {
  expect(matchingCommands(draft, commands).map(({ name }) => name)).toEqual(names);
});
