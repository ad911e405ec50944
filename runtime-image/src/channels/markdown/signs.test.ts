import { describe, expect, test } from 'vitest';
import { hasMarkdown, summarize } from './signs.ts';

const table = (name: string) => `| ${name} | b |\n|---|---|\n| 1 | 2 |`;

describe('plain text is told from Markdown', () => {
  test.each([
    ['你好，今天 3 * 4 = 12，价格 5 - 3。', false],
    ['snake_case and a*b stay plain', false],
    ['first line\nsecond line', false],
    ['# Title', true],
    ['a **bold** word', true],
    ['run `ls -l`', true],
    ['```js\n1\n```', true],
    ['see [this](https://example.com)', true],
    ['- one\n- two', true],
    ['1. one', true],
    ['> quoted', true],
    ['a\n\n---\n\nb', true],
    [table('a'), true],
  ])('%j: %s', (text, expected) => {
    expect(hasMarkdown(text)).toBe(expected);
  });
});

describe('the summary is the beginning without the signs', () => {
  test.each([
    ['short', 'short'],
    ['# Title\n\n- [a](https://e.com)\n- `b`', 'Title a b'],
    ['x'.repeat(80), `${'x'.repeat(49)}…`],
    ['```', '…'],
    ['**`GH_TOKEN`** _of_ ou_1a is __missing__', 'GH_TOKEN of ou_1a is missing'],
    ['`on|off`', 'on off'],
  ])('%j', (text, expected) => {
    expect(summarize(text)).toBe(expected);
  });
});
