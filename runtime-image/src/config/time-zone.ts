import type { Issue } from './issue.ts';
import type { OpenClawFile } from './openclaw-schema.ts';
import type { RockpoolFile } from './rockpool-schema.ts';

/** The user's, by its IANA name; the environment's when no file says it. */
export function readTimeZone(
  file: OpenClawFile,
  rockpool: RockpoolFile,
  variables: Readonly<Record<string, string | undefined>>,
  issues: Issue[],
): string {
  const zone = rockpool.timeZone ?? file.agents?.defaults?.userTimezone ?? variables.TZ ?? 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    issues.push({
      path: rockpool.timeZone === undefined ? 'agents.defaults.userTimezone' : 'rockpool.json timeZone',
      message: `${zone} is not a time zone`,
    });
    return 'UTC';
  }
}
