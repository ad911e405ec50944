import { describe, expect, it } from 'vitest';
import { createAnswerView, type AnswerView, type Showing } from './answer-view.ts';
import { isSilent, maySilence } from './silent-reply.ts';

const view = (showing: Partial<Showing> = {}): AnswerView =>
  createAnswerView({ reasoning: 'off', verbose: 'off', ...showing }, 'en');
const call = { id: '1', name: 'exec', input: '{"command":"ls  -la\\n"}' };

describe('the silent token', () => {
  it.each(['NO_REPLY', ' \nno_reply\n'])('%j says nothing', (text) => {
    expect(isSilent(text)).toBe(true);
  });

  it.each(['', 'NO_REPLY.', 'I say NO_REPLY', 'NO REPLY'])('%j is words', (text) => {
    expect(isSilent(text)).toBe(false);
  });

  it('is never seen half, and words that only begin like it are seen as soon as they differ', () => {
    const one = view();
    for (const [delta, seen] of [
      ['N', ''],
      ['O', ''],
      ['_RE', ''],
      ['PLY', ''],
      ['\n', ''],
      ['!', 'NO_REPLY\n!'],
    ] as const) {
      one.text(delta);
      expect(one.live()).toBe(seen);
    }
    expect(maySilence('No,')).toBe(false);
  });

  it('leaves nothing to send, and after other words only these', () => {
    const one = view({ verbose: 'on', reasoning: 'on' });
    one.reasoning('nobody asked me');
    one.text('NO_REPLY');
    expect([one.final(''), one.said(), one.stepText()]).toEqual(['', '', 'NO_REPLY']);
    const two = view();
    two.text('Writing.');
    two.step('Writing.');
    two.text('NO_REPLY');
    expect([two.live(), two.final('')]).toEqual(['Writing.', 'Writing.']);
  });
});

it('shows the words of all steps as paragraphs', () => {
  const one = view();
  one.text('Looking.');
  one.step('Looking.');
  one.toolStart(call);
  one.toolEnd('a\nb', true);
  one.text('Done.');
  expect([one.live(), one.final(''), one.final('(stopped)')]).toEqual([
    'Looking.\n\nDone.',
    'Looking.\n\nDone.',
    'Looking.\n\nDone.\n\n(stopped)',
  ]);
});

it('quotes the reasoning before the answer, or only while it comes', () => {
  const both = (['on', 'stream'] as const).map((reasoning) => {
    const one = view({ reasoning });
    one.reasoning('first\nsecond');
    one.text('Answer.');
    return [one.live(), one.final('')];
  });
  const quoted = '> **Reasoning**\n> first\n> second\n\nAnswer.';
  expect(both).toEqual([
    [quoted, quoted],
    [quoted, 'Answer.'],
  ]);
});

it('tells tools and fallbacks in short lines, with outputs only when asked for', () => {
  const told = (['off', 'on', 'full'] as const).map((verbose) => {
    const one = view({ verbose });
    one.step('');
    one.toolStart(call);
    one.toolEnd('total 0\nfile', true);
    one.text('Done.');
    return one.final('');
  });
  expect(told).toEqual([
    'Done.',
    '> 🔧 exec `ls -la`\n\nDone.',
    '> 🔧 exec `ls -la`\n\n> ✓ total 0\n> file\n\nDone.',
  ]);
});

it('keeps what is shown short whatever the model does', () => {
  const one = view({ verbose: 'full', reasoning: 'on' });
  one.reasoning('x'.repeat(100_000));
  one.step('');
  one.toolStart({ id: '1', name: 'write', input: JSON.stringify({ content: '`'.repeat(50_000) }) });
  one.toolEnd('y'.repeat(50_000), false);
  one.toolStart({ id: '2', name: 'write', input: '{broken' });
  one.text('Done.');
  expect(one.final('').length).toBeLessThan(6_000);
});

it('goes on after a crash with what was stored', () => {
  const stored = { seq: 1, session: 's', turnId: 't', channel: 'web', at: 0, model: null };
  const one = view({ verbose: 'full' });
  one.resume([
    { ...stored, kind: 'user', text: 'go', data: null },
    { ...stored, kind: 'assistant', text: 'Looking.', data: { toolCalls: [call] } },
    { ...stored, kind: 'tool', text: 'file', data: { callId: '1', name: 'exec', ok: true } },
  ]);
  one.text('Done.');
  expect(one.final('')).toBe('Looking.\n\n> 🔧 exec `ls -la`\n\n> ✓ file\n\nDone.');
  expect(one.said()).toBe('Looking.\n\nDone.');
});
