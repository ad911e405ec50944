import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { keyRing } from '../../keys.ts';
import type { SetUpDeps } from './deps.ts';
import type { ModelDeps } from './save-model.ts';

/** The set-up's surroundings in this process. */
export function setUpDeps(): SetUpDeps {
  return { db: db(), keys: keyRing(), hosts: env().feishu };
}

export function modelDeps(): ModelDeps {
  return { db: db(), keys: keyRing(), check: { allow: new Set(env().privateAddressAllow) } };
}
