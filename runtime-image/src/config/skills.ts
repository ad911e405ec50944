import type { SkillRulesSection, SkillsSection } from './schema/skills.ts';
import type { SecretReader } from './secret.ts';

/** What the configuration says of one skill. */
export type SkillEntry = {
  /** null: nothing was said, so it is on */
  enabled: boolean | null;
  apiKey: string;
  env: Record<string, string>;
  config: Record<string, unknown>;
};

/** Who may use a skill. */
export type SkillRule = {
  enabled: boolean;
  /** empty: all */
  allowGroups: string[];
  denyUsers: string[];
  rateLimit: { times: number; withinMs: number } | null;
  adminOnly: boolean;
};

export type SkillSettings = {
  entries: Record<string, SkillEntry>;
  /** null: all */
  allowBundled: string[] | null;
  extraDirs: string[];
  rules: Record<string, SkillRule>;
};

export function readSkills(
  section: SkillsSection | undefined,
  rules: SkillRulesSection | undefined,
  readSecret: SecretReader,
): SkillSettings {
  const entries = Object.entries(section?.entries ?? {}).map(([name, entry]): [string, SkillEntry] => {
    const at = `skills.entries.${name}`;
    const env = Object.entries(entry.env ?? {}).map(([key, value]) => [
      key,
      readSecret(value, `${at}.env.${key}`),
    ]);
    return [
      name,
      {
        enabled: entry.enabled ?? null,
        apiKey: entry.apiKey === undefined ? '' : readSecret(entry.apiKey, `${at}.apiKey`),
        env: Object.fromEntries(env) as Record<string, string>,
        config: entry.config ?? {},
      },
    ];
  });
  return {
    entries: Object.fromEntries(entries),
    allowBundled: section?.allowBundled ?? null,
    extraDirs: section?.load?.extraDirs ?? [],
    rules: Object.fromEntries(
      Object.entries(rules ?? {}).map(([name, rule]) => [
        name,
        {
          enabled: rule.enabled ?? true,
          allowGroups: rule.allow_groups ?? [],
          denyUsers: rule.deny_users ?? [],
          rateLimit: readRate(rule.rate_limit),
          adminOnly: rule.admin_only ?? false,
        },
      ]),
    ),
  };
}

function readRate(text: string | undefined): SkillRule['rateLimit'] {
  const match = /^(\d+)\/(\d+)s$/.exec(text ?? '');
  return match === null ? null : { times: Number(match[1]), withinMs: Number(match[2]) * 1_000 };
}
