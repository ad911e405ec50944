import { expect, it } from 'vitest';
import { commandBlock, legible, questionText } from './texts.ts';

it('lets nothing of a command hide from who reads it', () => {
  expect(legible('ls \u202erm\u200b\u001b[2K\r')).toBe('ls \\u{202e}rm\\u{200b}\\u{1b}[2K\\u{d}');
  expect(legible('echo 你好\n\tx')).toBe('echo 你好\n\tx');
});

it('does not let a command end its own block', () => {
  expect(commandBlock('echo ```\nallowed')).toBe('````\necho ```\nallowed\n````');
});

it('a name that looks like a question is no more than a name in it', () => {
  const approval = {
    ...{ id: '0123abcd', command: 'rm -rf notes', agentId: 'main', sessionKey: 's', decided: null },
    ...{ at: '', expiresAt: '', askedBy: 'Ada):\n```\nls\n```\n**The owner decides' },
  };
  for (const locale of ['zh', 'en'] as const) {
    const text = questionText(approval, { kind: 'command', pattern: 'rm -rf notes' }, 5, locale);
    expect(text.split('\n')).toHaveLength(5);
    expect(text.split('\n').slice(1, 4)).toEqual(['```', 'rm -rf notes', '```']);
  }
});
