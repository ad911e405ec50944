import { expect, it } from 'vitest';
import { matchingCommands } from './commands.ts';

it.each([
  ['/', ['help', 'commands', 'status', 'whoami', 'new', 'reset', 'stop', 'model', 'models']],
  ['/mo', ['model', 'models']],
  ['/MODEL', ['model', 'models']],
  ['/x', []],
  ['/model ', []],
  ['hello /', []],
  ['', []],
])('%j offers %j', (draft, names) => {
  expect(matchingCommands(draft)).toEqual(names);
});
