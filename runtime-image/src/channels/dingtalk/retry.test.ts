import { expect, test } from 'vitest';
import { DingtalkApiError, DingtalkUnreachable } from './api-error.ts';
import { nextStep, type Tries } from '../retry.ts';
import { faultOf } from './retry.ts';

const tries: Tries = { failures: 1, elapsedMs: 0, patienceMs: 60_000, tokenRenewed: false };
const never = new DingtalkUnreachable('refused', false);
const perhaps = new DingtalkUnreachable('no answer', true);
const broken = new DingtalkApiError('ServiceUnavailable', '', 503);
const busy = new DingtalkApiError('Forbidden.AccessDenied.QpsLimitForApi', '', 429);
const deadToken = new DingtalkApiError('InvalidAuthentication', '', 401);
const refused = new DingtalkApiError('invalidParameter.userIds.empty', '', 400);

test.each([
  ['what never arrived is sent again', never, {}, { kind: 'wait', ms: 300 }],
  ['waits grow', never, { failures: 4 }, { kind: 'wait', ms: 2_400 }],
  ['but not beyond 10 s', never, { failures: 12 }, { kind: 'wait', ms: 10_000 }],
  ['and end with the patience', never, { elapsedMs: 59_900 }, { kind: 'give-up', reason: 'out-of-patience' }],
  ['what may have arrived is not', perhaps, {}, { kind: 'give-up', reason: 'unclear' }],
  ['the same for a broken server', broken, {}, { kind: 'give-up', reason: 'unclear' }],
  ['one that asks for patience did nothing', busy, {}, { kind: 'wait', ms: 1_000 }],
  ['a dead token is renewed', deadToken, {}, { kind: 'renew-token' }],
  ['once', deadToken, { tokenRenewed: true }, { kind: 'give-up', reason: 'refused' }],
  ['a refusal stays one', refused, {}, { kind: 'give-up', reason: 'refused' }],
] as const)('%s', (_, error, change, step) => {
  expect(nextStep(faultOf(error, false), { ...tries, ...change })).toEqual(step);
});

test('what may have arrived is sent again where twice is no harm', () => {
  for (const error of [perhaps, broken])
    expect(nextStep(faultOf(error, true), tries)).toEqual({ kind: 'wait', ms: 300 });
});
