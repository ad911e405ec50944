import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countCharacters, countJsonBytes, split } from './split.ts';

describe('a long text', () => {
  test('a text that fits stays one piece', () => {
    expect(split('short', 100, countCharacters)).toEqual(['short']);
  });

  test('is cut at a paragraph, else a line, else a sentence, else a word', () => {
    const filler = 'x'.repeat(40);
    expect(split(`${filler}\n${filler}\n\n${filler}`, 148, countCharacters)[0]).toBe(`${filler}\n${filler}`);
    expect(split(`${filler} ${filler}\n${filler}`, 148, countCharacters)[0]).toBe(`${filler} ${filler}`);
    expect(split(`${'字'.repeat(70)}。${'字'.repeat(70)}`, 148, countCharacters)[0]).toBe(
      `${'字'.repeat(70)}。`,
    );
    expect(split(`${filler}${filler} ${filler}`, 148, countCharacters)[0]).toBe(`${filler}${filler}`);
  });

  test('closes a code block at the cut and opens it again with its language', () => {
    const code = Array.from({ length: 30 }, (_, line) => `    line ${line}`).join('\n');
    const pieces = split(`Look:\n\n\`\`\`python\n${code}\n\`\`\`\n\nDone.`, 200, countCharacters);
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces) expect(piece.match(/^```/gm)!.length % 2, piece).toBe(0);
    for (const piece of pieces.slice(1)) expect(piece).toMatch(/^```python\n {4}line/);
  });

  test('never tears an emoji apart', () => {
    for (const piece of split('😀'.repeat(500), 149, countCharacters))
      expect(piece.isWellFormed()).toBe(true);
  });

  test('is measured for cards as the JSON text that is sent', () => {
    const text = '"引用"\\\n\t'.repeat(900);
    for (const piece of split(text, 3000, countJsonBytes))
      expect(Buffer.byteLength(JSON.stringify(piece)) - 2).toBeLessThanOrEqual(3000);
  });
});

const markdown = fc
  .array(fc.constantFrom('word', '字', '\n', '\n\n', ' ', '```\n', '~~~js\n', '😀', '"', '| a |', '。'), {
    maxLength: 400,
  })
  .map((parts) => parts.join(''));

test('no piece is over the limit and nothing but blanks and fences is lost or added', () => {
  const letters = (text: string) => text.replace(/[\s`~]|js/g, '');
  fc.assert(
    fc.property(markdown, fc.integer({ min: 120, max: 400 }), (text, max) => {
      const pieces = split(text, max, countCharacters);
      for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(max);
      expect(letters(pieces.join(''))).toBe(letters(text));
    }),
  );
});

test('all pieces but the last stay the same while the text grows', () => {
  fc.assert(
    fc.property(markdown, markdown, (text, more) => {
      const before = split(text, 150, countCharacters).slice(0, -1);
      const after = split(text + more, 150, countCharacters);
      expect(after.slice(0, before.length)).toEqual(before);
    }),
  );
});
