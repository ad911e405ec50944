import { expect, it } from 'vitest';
import { endLists } from './end-lists.ts';

it.each([
  ['- a\n- b\nIn all: 2', '- a\n- b\n\nIn all: 2'],
  ['private:\n- a\ngroups:\n- b', 'private:\n- a\n\ngroups:\n- b'],
  ['1. a\n2. b\n**end**', '1. a\n2. b\n\n**end**'],
])('a line after a list is a line of its own: %j', (text, shown) => {
  expect(endLists(text)).toBe(shown);
});

it.each([
  '- a\n  goes on\n  - inner\n- b',
  '- a\n\nend',
  'no list\nat all',
  '```\n- a\nb\n```',
  '- a\n```\n- b\nc\n```',
  '**bold**\n- a',
])('leaves alone what says so itself: %j', (text) => {
  expect(endLists(text)).toBe(text);
});
