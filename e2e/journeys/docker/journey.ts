import { engineForTests } from '@rockpool/infra/local/engine-for-tests';

export { expect, test } from '../journey.ts';

/** For `test.skip` of each file here: why there is nothing to run it on. */
export const { skip: noEngine } = await engineForTests();
export const noEngineReason = 'no Docker engine answers';
