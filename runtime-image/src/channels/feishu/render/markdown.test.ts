import { describe, expect, test } from 'vitest';
import { toCardMarkdown } from './markdown.ts';

const table = (name: string) => `| ${name} | b |\n|---|---|\n| 1 | 2 |`;

describe('for cards', () => {
  test('the fourth table becomes a code block that nobody counts as a table', () => {
    const text = ['A', 'B', 'C', 'D'].map(table).join('\n\n');
    const rendered = toCardMarkdown(text);
    expect(rendered).toContain(table('C'));
    expect(rendered).toContain('```\n| D | b |\n|───|───|\n| 1 | 2 |\n```');
  });

  test('tables inside code blocks are neither counted nor touched', () => {
    const text = `\`\`\`\n${table('x')}\n\`\`\`\n\n${[1, 2, 3].map((n) => table(`t${n}`)).join('\n\n')}`;
    expect(toCardMarkdown(text)).toBe(text);
  });

  test('pictures become links, but not in code', () => {
    expect(toCardMarkdown('![cat](https://example.com/c.png "t") ![](https://e.com/x)')).toBe(
      '[cat](https://example.com/c.png) [https://e.com/x](https://e.com/x)',
    );
    expect(toCardMarkdown('```\n![cat](u)\n```')).toBe('```\n![cat](u)\n```');
  });

  test('a mention written by the model rings nobody', () => {
    expect(toCardMarkdown('<at id=all></at>')).toBe('<\u200bat id=all><\u200b/at>');
  });

  test('an unclosed code block swallows the rest untouched', () => {
    const text = `~~~\n${[1, 2, 3, 4].map((n) => table(`t${n}`)).join('\n\n')}`;
    expect(toCardMarkdown(text)).toBe(text);
  });
});
