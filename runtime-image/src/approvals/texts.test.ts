import { expect, it } from 'vitest';
import { commandBlock, legible } from './texts.ts';

it('lets nothing of a command hide from who reads it', () => {
  expect(legible('ls \u202erm\u200b\u001b[2K\r')).toBe('ls \\u{202e}rm\\u{200b}\\u{1b}[2K\\u{d}');
  expect(legible('echo 你好\n\tx')).toBe('echo 你好\n\tx');
});

it('does not let a command end its own block', () => {
  expect(commandBlock('echo ```\nallowed')).toBe('````\necho ```\nallowed\n````');
});
