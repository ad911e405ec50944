import { describe, expect, test } from 'vitest';
import { toDingtalkMarkdown } from './render/markdown.ts';
import { oggDurationMs } from './render/ogg-duration.ts';
import { renderAnswer, renderForCard, takeButtons } from './render.ts';

test('plain text goes as text, Markdown with a title, for both ways', () => {
  expect(renderAnswer('你好')).toEqual([
    {
      webhook: {
        msgtype: 'text',
        text: { content: '你好' },
        at: { atUserIds: [], atMobiles: [], isAtAll: false },
      },
      robot: { key: 'sampleText', param: { content: '你好' } },
    },
  ]);
  const [part] = renderAnswer('## Weather\n**sunny** today');
  expect(part!.webhook).toMatchObject({ msgtype: 'markdown', markdown: { title: 'Weather sunny today' } });
  expect(part!.robot).toEqual({
    key: 'sampleMarkdown',
    param: { title: 'Weather sunny today', text: '## Weather\n**sunny** today' },
  });
});

test('a long answer is several messages, none too long, nothing lost, code closed and opened again', () => {
  const text = `\`\`\`js\n${Array.from({ length: 900 }, (_, n) => `line(${n});`).join('\n')}\n\`\`\``;
  const parts = renderAnswer(text).map(({ robot }) => robot.param['text'] ?? robot.param['content']!);
  expect(parts.length).toBeGreaterThan(2);
  for (const part of parts) {
    expect(part.length).toBeLessThanOrEqual(3_700);
    expect(part.match(/^```/gm)!.length % 2).toBe(0);
  }
  for (const n of [0, 450, 899]) expect(parts.join('\n')).toContain(`line(${n});`);
});

describe('links that stand alone at the end become buttons', () => {
  const links = '[Open](https://example.com/a)\n[Details](https://example.com/b)';
  test('of an action card', () => {
    const [part] = renderAnswer(`Your report is ready.\n\n${links}`);
    expect(part!.webhook).toMatchObject({
      msgtype: 'actionCard',
      actionCard: {
        text: 'Your report is ready.',
        btns: [
          { title: 'Open', actionURL: 'https://example.com/a' },
          { title: 'Details', actionURL: 'https://example.com/b' },
        ],
      },
    });
    expect(part!.robot.key).toBe('sampleMarkdown');
    expect(part!.robot.param['text']).toContain('[Details](https://example.com/b)');
  });
  test('one of them also where the robot speaks first', () => {
    const [part] = renderAnswer('Ready.\n[Open](https://example.com/a)');
    expect(part!.robot).toMatchObject({
      key: 'sampleActionCard',
      param: { singleTitle: 'Open', singleURL: 'https://example.com/a' },
    });
  });
  test.each([
    'only words',
    links,
    'text [inline](https://example.com)',
    'plain http\n[x](http://example.com)',
    `\`\`\`\ncode\n[x](https://example.com)`,
    `four\n${links}\n${links}`,
  ])('not: %j', (text) => {
    expect(takeButtons(text)).toEqual({ body: text, buttons: [] });
  });
});

test('a card holds 8,000 characters, the rest follows as messages', () => {
  const { card, rest } = renderForCard('word '.repeat(2_000));
  expect(card.length).toBeLessThanOrEqual(8_000);
  expect(rest).toHaveLength(1);
  expect(renderForCard('short').rest).toEqual([]);
});

describe('DingTalk’s dialect', () => {
  test.each([
    ['ends of lines are kept', 'a\nb\n\nc', 'a  \nb\n\nc'],
    [
      'a table gets its empty line',
      'Prices:\n| a | b |\n|---|---|\n| 1 | 2 |',
      'Prices:  \n\n| a | b |\n|---|---|\n| 1 | 2 |',
    ],
    ['pictures become links', '![cat](https://e.example/c.png?q=1)', '[cat](https://e.example/c.png?q=1)'],
    ['code stays as it is', '```\na\n![x](y)\n```', '```\na\n![x](y)\n```'],
    ['titles stay alone', '# Title\ntext', '# Title\ntext'],
  ])('%s', (_, text, expected) => {
    expect(toDingtalkMarkdown(text)).toBe(expected);
  });
});

test('the length of an Ogg Opus recording is read from its last page', () => {
  const page = (position: bigint, body: string) => {
    const head = Buffer.alloc(27);
    head.write('OggS');
    head.writeBigInt64LE(position, 6);
    return Buffer.concat([head, Buffer.from(body)]);
  };
  expect(oggDurationMs(Buffer.concat([page(0n, 'OpusHead'), page(96_000n, 'x')]))).toBe(2000);
  expect(oggDurationMs(page(96_000n, 'vorbis'))).toBeNull();
  expect(oggDurationMs(Buffer.from('OggS OpusHead'))).toBeNull();
  expect(oggDurationMs(new Uint8Array())).toBeNull();
});
