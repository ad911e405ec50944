import type { CronSection, MemorySearchSection } from './schema/cron.ts';

export type CronSettings = { enabled: boolean; maxConcurrentRuns: number };
export type MemorySettings = { enabled: boolean; files: boolean; sessions: boolean };

/** half of the turns that run at once by default: people are not kept waiting by tasks */
const concurrentDefault = 2;

export function readCron(section: CronSection | undefined): CronSettings {
  return {
    enabled: section?.enabled ?? true,
    maxConcurrentRuns: section?.maxConcurrentRuns ?? concurrentDefault,
  };
}

export function readMemorySearch(section: MemorySearchSection | undefined): MemorySettings {
  const sources = section?.sources ?? ['memory', 'sessions'];
  return {
    enabled: section?.enabled ?? true,
    files: sources.includes('memory'),
    sessions: sources.includes('sessions'),
  };
}
