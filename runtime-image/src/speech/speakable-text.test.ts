import { describe, expect, it } from 'vitest';
import { inbound } from '../testing.ts';
import { speakableText } from './speakable-text.ts';
import { isSpoken } from './spoken-rule.ts';

describe('speakableText', () => {
  it.each([
    ['# 今天\n\n- **晴**，25 度\n- 风小', '今天\n晴，25 度\n风小'],
    ['看 [文档](https://example.com/a) 吧 🎉', '看 文档 吧'],
    ['before\n```js\nconsole.log(1)\n```\nafter', 'before\nafter'],
    ['an open ```block that never ends', 'an open'],
    ['| 城市 | 温度 |\n|---|---|\n| 北京 | 25 |', '城市，温度\n北京，25'],
    ['see https://example.com/x now', 'see now'],
    ['`ls` and _this_ and 3 * 4', 'ls and this and 3 * 4'],
    ['```\nonly code\n```', ''],
  ])('%j is read as %j', (markdown, words) => {
    expect(speakableText(markdown, 1_000)).toBe(words);
  });

  it('ends a long text with a sentence', () => {
    expect(speakableText('第一句。第二句很长很长。第三句', 13)).toBe('第一句。第二句很长很长。');
    expect(speakableText('x'.repeat(50), 10)).toHaveLength(10);
  });

  it('is quick with hostile text', () => {
    const before = process.cpuUsage();
    for (const text of [
      '*'.repeat(50_000),
      '[a]('.repeat(20_000),
      '|'.repeat(50_000),
      '`'.repeat(50_000),
      '<'.repeat(50_000),
      '_'.repeat(50_000),
      '_a'.repeat(20_000),
      `${' '.repeat(50_000)}x`,
      `*${'a'.repeat(50_000)}`,
    ])
      speakableText(text, 1_000);
    // of the processor, as others may want it too
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });
});

describe('isSpoken', () => {
  const voice = { kind: 'audio', name: '', mimeType: '', bytes: null, ref: 'r' } as const;
  it.each([
    ['off', [voice], false],
    ['always', [], true],
    ['inbound', [], false],
    ['inbound', [voice], true],
    ['inbound', [{ ...voice, kind: 'image' as const }], false],
  ] as const)('%s with %j: %s', (mode, attachments, spoken) => {
    expect(isSpoken(mode, inbound('x', { attachments: [...attachments] }))).toBe(spoken);
  });
});
