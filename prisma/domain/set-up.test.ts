import { expect, test } from 'vitest';
import { setUpState, type SetUpFacts } from './set-up.ts';

const at = new Date('2026-03-01T00:00:00Z');
const model = { acceptedAt: at };
const channel = { acceptedAt: at, refusal: null };

test.each<[string, SetUpFacts, string, string[]]>([
  ['nothing yet', { model: null, channels: [], verifiedAt: null }, 'unconfigured', ['model', 'channel']],
  ['only a model', { model, channels: [], verifiedAt: null }, 'unconfigured', ['channel']],
  ['only a channel', { model: null, channels: [channel], verifiedAt: null }, 'unconfigured', ['model']],
  [
    'a channel not yet checked',
    { model, channels: [{ ...channel, acceptedAt: null }], verifiedAt: null },
    'unconfigured',
    ['channel'],
  ],
  [
    'a channel refused since',
    { model, channels: [{ ...channel, refusal: 'wrong_secret' }], verifiedAt: at },
    'unconfigured',
    ['channel'],
  ],
  [
    'one of two channels refused',
    { model, channels: [{ ...channel, refusal: 'x' }, channel], verifiedAt: null },
    'configured',
    [],
  ],
  ['both accepted', { model, channels: [channel], verifiedAt: null }, 'configured', []],
  ['a message was answered', { model, channels: [channel], verifiedAt: at }, 'verified', []],
])('%s', (_, facts, state, missing) => {
  expect(setUpState(facts)).toEqual({ state, missing });
});
