import { describe, expect, test } from 'vitest';
import { renderAnswer, renderGrowingCard, renderPieces, renderText } from './render.ts';

test('a plain answer is a text message', () => {
  expect(renderAnswer('你好！').map(({ message }) => message)).toEqual([
    { type: 'text', content: '{"text":"你好！"}' },
  ]);
});

test('Markdown is one finished card of schema 2.0 that may be changed later', () => {
  const [part, ...others] = renderAnswer('# 标题\n\n**粗体** 正文');
  expect(others).toEqual([]);
  expect(part!.message.type).toBe('interactive');
  expect(JSON.parse(part!.message.content)).toEqual({
    schema: '2.0',
    config: { update_multi: true, streaming_mode: false, summary: { content: '标题 粗体 正文' } },
    body: { elements: [{ tag: 'markdown', element_id: 'stream_md', content: '# 标题\n\n**粗体** 正文' }] },
  });
});

test('a growing card says that it grows', () => {
  const card = renderGrowingCard('first', '[生成中…]');
  expect(card.config).toMatchObject({
    streaming_mode: true,
    update_multi: true,
    summary: { content: '[生成中…]' },
  });
});

describe('sizes', () => {
  test.each([
    ['60,000 letters', 'a sentence. '.repeat(5000)],
    ['20,000 Chinese characters, three bytes each', '这是一句话。'.repeat(3400)],
    ['code with quotes and newlines', `\`\`\`\n${'say("hi\\n")\n'.repeat(4000)}\`\`\``],
  ])('%s roll over into cards under 30 KB', (_, text) => {
    const parts = renderAnswer(text);
    expect(parts.length).toBeGreaterThan(1);
    for (const { message } of parts) {
      expect(message.type).toBe('interactive');
      expect(Buffer.byteLength(message.content)).toBeLessThan(30 * 1024);
    }
  });

  test('the last resort is text in pieces of at most 3,500 characters', () => {
    const pieces = renderPieces('word '.repeat(2000)).map(
      ({ content }) => JSON.parse(content).text as string,
    );
    expect(pieces).toHaveLength(3);
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(3500);
  });
});

test('a mention written by the model loses its meaning in text as well', () => {
  expect(JSON.parse(renderText('<at user_id="all">x</at>').content).text).not.toContain('<at');
});
