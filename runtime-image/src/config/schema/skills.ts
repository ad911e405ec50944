/** The shapes of `skills` in `openclaw.json` and in `rockpool.json`. */
import * as z from 'zod/mini';
import { SecretInput } from './secret-input.ts';

const flag = z.optional(z.boolean());
const texts = z.optional(z.array(z.string()));
const unknown = z.optional(z.unknown());

const Entry = z.strictObject({
  enabled: flag,
  /** goes into the variable that the skill names as its `primaryEnv` */
  apiKey: z.optional(SecretInput),
  env: z.optional(z.record(z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*$/)), SecretInput)),
  config: z.optional(z.record(z.string(), z.unknown())),
});

export const SkillsSection = z.strictObject({
  entries: z.optional(z.record(z.string(), Entry)),
  /** bundled skills that may be used; absent: all */
  allowBundled: texts,
  load: z.optional(z.strictObject({ extraDirs: texts, watch: flag, watchDebounceMs: unknown })),
  install: unknown,
  limits: unknown,
});
export type SkillsSection = z.infer<typeof SkillsSection>;

/** Who may use a skill, by its name; `system.shell`, `.browser`, `.web`, `.files`, `.cron` are groups of tools. */
export const SkillRulesSection = z.record(
  z.string(),
  z.strictObject({
    enabled: flag,
    /** chat ids: in groups usable there only */
    allow_groups: texts,
    /** sender ids */
    deny_users: texts,
    /** `<times>/<seconds>s` by sender, such as `10/60s` */
    rate_limit: z.optional(
      z.string().check(z.regex(/^[1-9]\d{0,5}\/[1-9]\d{0,5}s$/, 'must look like 10/60s')),
    ),
    admin_only: flag,
  }),
);
export type SkillRulesSection = z.infer<typeof SkillRulesSection>;
