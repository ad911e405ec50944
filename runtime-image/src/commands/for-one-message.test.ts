import { expect, it } from 'vitest';
import { testGateway } from '../testing/test-gateway.ts';
import { forOneMessage } from './for-one-message.ts';
import { parseCommand } from './parse.ts';

it.each([
  ['/think high write a poem', { thinking: 'high' }, 'write a poem'],
  ['/t MAX 写一首诗\n第二行', { thinking: 'xhigh' }, '写一首诗\n第二行'],
  [
    '/think: off /verbose on /reasoning stream go',
    { thinking: 'off', verbose: 'on', reasoning: 'stream' },
    'go',
  ],
  ['/think high', null, ''],
  ['/think default and more', null, ''],
  ['/think hard about it', null, ''],
  ['/think high /status', null, ''],
  ['/think high /etc/hosts is broken', { thinking: 'high' }, '/etc/hosts is broken'],
  ['/think', null, ''],
  ['/model high write', null, ''],
])('%j sets %o for one message', (text, settings, rest) => {
  const read = forOneMessage(parseCommand(text)!);
  expect(read).toEqual(settings === null ? null : { settings, text: rest });
});

const one = await testGateway({ starts: 'once' });
const { model, ask, promptOf } = one;
const verbose = (text: string) => text.includes('🔧');
const withTool = () =>
  model.queue({ answer: { steps: [{ type: 'tool', name: 'ls', arguments: { path: '.' } }] } });

it('a setting before a message holds for its answer, and the next one has the session’s again', async () => {
  withTool();
  expect(verbose(await ask('/verbose on what is here?'))).toBe(true);
  expect(promptOf(0).at(-1)?.content).toBe('what is here?');
  withTool();
  expect(verbose(await ask('and now?'))).toBe(false);
  expect(await ask('/verbose')).toContain('do not tell');
});

it('words that are no setting are answered with what is allowed, as ever', async () => {
  const asked = model.requests.length;
  expect(await ask('/think hard about it')).toContain('allowed: `off`');
  expect(model.requests).toHaveLength(asked);
});
