/** What a check found, types only. */
import type { Bilingual } from '../commands/command.ts';

export type Finding = {
  /** what was looked at, e.g. `disk` or `feishu/default credentials` */
  subject: string;
  state: 'ok' | 'warning' | 'failed';
  says: Bilingual;
  /** what to do; null when all is well */
  todo: Bilingual | null;
};
