import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeText } from './change-text.ts';
import { parsePatch } from './parse.ts';

/** The text after the hunks of one update. */
function changed(text: string, ...hunks: string[]): string | { line: number; message: string } {
  const patch = ['*** Begin Patch', '*** Update File: f', ...hunks, '*** End Patch'].join('\n');
  const parsed = parsePatch(patch);
  if (parsed.kind === 'refused') return parsed;
  const [file] = parsed.files;
  const result = file?.kind === 'update' ? changeText(text, file.hunks) : null;
  if (result === null) throw new Error('that is no update');
  return result.kind === 'changed' ? result.text : { line: result.line, message: result.message };
}

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', '  d', '+e', '*** f', '@@ g'), { maxLength: 12 });
const textOf = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

describe('a text after a patch', () => {
  it('is what a naive edit makes of it, when every line is told', () => {
    const edit = fc.record({ at: fc.nat(12), drop: fc.nat(3), insert: lines });
    fc.assert(
      fc.property(lines, edit, (before, { at, drop, insert }) => {
        const from = Math.min(at, before.length);
        const after = before.toSpliced(from, drop, ...insert);
        const told = [
          ...before.slice(0, from).map((line) => ` ${line}`),
          ...before.slice(from, from + drop).map((line) => `-${line}`),
          ...insert.map((line) => `+${line}`),
          ...before.slice(from + drop).map((line) => ` ${line}`),
        ];
        if (told.length === 0) return;
        expect(changed(textOf(before), '@@', ...told)).toBe(textOf(after));
      }),
      { numRuns: 300 },
    );
  });

  it('is what a naive replacement makes of it, for hunks of a few lines that stand once', () => {
    const numbered = fc.integer({ min: 6, max: 30 });
    fc.assert(
      fc.property(numbered, fc.uniqueArray(fc.nat(27), { maxLength: 4 }), (count, picked) => {
        const before = Array.from({ length: count }, (_, index) => `line ${index}`);
        const wanted = picked.map((at) => at % count).sort((a, b) => a - b);
        const after = before.map((line, at) => (wanted.includes(at) ? `${line} changed` : line));
        const hunks = [...new Set(wanted)].flatMap((at) => ['@@', `-line ${at}`, `+line ${at} changed`]);
        if (hunks.length === 0) return;
        expect(changed(textOf(before), ...hunks)).toBe(textOf(after));
      }),
      { numRuns: 200 },
    );
  });

  it('keeps what the file has where only white space differs, and its ends of lines', () => {
    expect(changed('\tif x:\n\t\ty()\n', '@@', ' if x:', '-  y()', '+\t\tz()')).toBe('\tif x:\n\t\tz()\n');
    expect(changed('a\r\nb\r\nc\r\n', '@@', ' a', '-b', '+B', ' c')).toBe('a\r\nB\r\nc\r\n');
    expect(changed('a\nb', '@@', '-b', '+c')).toBe('a\nc');
    expect(changed('a\r\nb\r\nc', '@@', '-c', '+C', '+d')).toBe('a\r\nb\r\nC\r\nd');
    expect(changed('a\r\nb', '@@', ' a', '+x')).toBe('a\r\nx\r\nb');
    expect(changed('\ufeffa\r\nb\r\n', '@@', '-a', '+A')).toBe('\ufeffA\r\nb\r\n');
  });

  it('is looked for behind its anchors, and at the end where it says so', () => {
    const code = 'class A\n  def f\n    x\nclass B\n  def f\n    x\n';
    expect(changed(code, '@@ class B', '@@ def f', '-    x', '+    y')).toBe(
      'class A\n  def f\n    x\nclass B\n  def f\n    y\n',
    );
    expect(changed('a\nb\na\nb\n', '@@', '-b', '+c', '*** End of File')).toBe('a\nb\na\nc\n');
    expect(changed('a\nb\n', '@@ a', '+new')).toBe('a\nnew\nb\n');
    expect(changed('a\nb\n', '@@', '+new')).toBe('a\nb\nnew\n');
    expect(changed('a\nb\n', '@@ -1,2 +1,2 @@', ' a', '-b', '+c')).toBe('a\nc\n');
    expect(changed('', '@@', '+first')).toBe('first\n');
  });

  it.each<[string, string, string[], number, RegExp]>([
    ['a line that is not there', 'a\nb\n', ['@@', ' a', '-x', '+y'], 5, /no line "x"/],
    ['lines in another order', 'a\nb\nc\n', ['@@', ' c', '-a'], 4, /do not follow each other/],
    ['an anchor that is not there', 'a\n', ['@@ nowhere', '-a'], 3, /no line "nowhere"/],
    ['hunks in the wrong order', 'a\nb\n', ['@@', '-b', '@@', '-a'], 6, /not behind the hunk before/],
    ['a line without its sign', 'a\n', ['@@', 'a'], 4, /begins with " ", "-", "\+" or "@@"/],
    ['a hunk without lines', 'a\n', ['@@ a'], 3, /no lines/],
    ['nothing at all', 'a\n', [], 2, /says nothing/],
  ])('with %s is refused, and the line is told', (_what, text, hunks, line, message) => {
    expect(changed(text, ...hunks)).toMatchObject({
      line,
      message: expect.stringMatching(message) as string,
    });
  });

  it('is given up when looking for a hunk would take for ever', () => {
    const many = 'a\n'.repeat(200_000);
    const hunk = [...Array.from({ length: 20_000 }, () => ' a'), '-b'];
    expect(changed(many, '@@', ...hunk)).toMatchObject({
      message: expect.stringContaining('takes too long') as string,
    });
  });
});
