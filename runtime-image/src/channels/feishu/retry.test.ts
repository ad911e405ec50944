import { expect, test } from 'vitest';
import { FeishuApiError, FeishuUnreachable } from './api-error.ts';
import { nextStep } from '../retry.ts';
import { faultOf } from './retry.ts';

const tries = { failures: 1, elapsedMs: 0, patienceMs: 60_000, tokenRenewed: false };
const refused = { kind: 'give-up', reason: 'refused' };

test.each([
  ['a dead token is renewed', new FeishuApiError(99991663, ''), {}, { kind: 'renew-token' }],
  [
    'another kind of dead token too',
    new FeishuApiError(99991677, ''),
    { patienceMs: 0 },
    { kind: 'renew-token' },
  ],
  ['but only once a call', new FeishuApiError(99991668, ''), { tokenRenewed: true }, refused],
  ['a rate limit waits as told', new FeishuApiError(99991400, '', 429, 7000), {}, { kind: 'wait', ms: 7000 }],
  ['or for a second', new FeishuApiError(99991400, '', 400), {}, { kind: 'wait', ms: 1000 }],
  ['a chat’s limit for half a second', new FeishuApiError(230020, '', 400), {}, { kind: 'wait', ms: 500 }],
  ['then a second', new FeishuApiError(230020, '', 400), { failures: 2 }, { kind: 'wait', ms: 1000 }],
  [
    'the service’s limit backs off',
    new FeishuApiError(11232, ''),
    { failures: 3 },
    { kind: 'wait', ms: 4000 },
  ],
  ['a lost answer is repeated', new FeishuUnreachable(''), {}, { kind: 'wait', ms: 300 }],
  ['a failing server too', new FeishuApiError(2200, '', 500), {}, { kind: 'wait', ms: 500 }],
  ['waits have an upper end', new FeishuUnreachable(''), { failures: 30 }, { kind: 'wait', ms: 10_000 }],
  ['a refusal is final', new FeishuApiError(230013, '', 400), {}, refused],
  ['so is our own bug', new TypeError('x'), {}, refused],
  [
    'patience ends',
    new FeishuUnreachable(''),
    { elapsedMs: 59_900 },
    { kind: 'give-up', reason: 'out-of-patience' },
  ],
  [
    'one try is one try',
    new FeishuApiError(99991400, ''),
    { patienceMs: 0 },
    { kind: 'give-up', reason: 'out-of-patience' },
  ],
])('%s', (_, error, change, expected) => {
  expect(nextStep(faultOf(error), { ...tries, ...change })).toEqual(expected);
});
