import type { Db } from '@rockpool/db/client';
import type { KeyRing } from '@rockpool/db/secrets';
import type { FeishuHosts } from '../feishu/hosts.ts';

/** What the set-up needs of its surroundings. */
export type SetUpDeps = { db: Db; keys: KeyRing; hosts: FeishuHosts };

/** What sealed values are bound to; the provisioner opens the first three with the same words. */
export const sealPurpose = {
  modelKey: 'model-key',
  speechKey: 'speech-key',
  channelSecret: 'channel-secret',
  deviceCode: 'device-code',
} as const;
