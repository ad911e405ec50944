/** The shape of `rockpool.json`: what only this gateway knows. Every key may be left out; unknown keys are errors. */
import * as z from 'zod/mini';
import { DingtalkExtras } from './schema/dingtalk.ts';
import { ExecSection } from './schema/exec.ts';
import { PlatformSection } from './schema/platform.ts';
import { SkillRulesSection } from './schema/skills.ts';
import { WeatherSection } from './schema/weather.ts';
import { WebRules } from './schema/web.ts';

const Account = z.strictObject({
  /** the sender that owns the bot (Feishu: open_id of this app's user) */
  ownerId: z.optional(z.nullable(z.string().check(z.minLength(1)))),
  /** sent once to the owner when the bot is first connected */
  greeting: z.optional(z.nullable(z.string().check(z.minLength(1), z.maxLength(4_000)))),
  /** origin of the open platform, for hosts that `domain` cannot name; http only for loopback */
  openUrl: z.optional(z.string()),
});

const ms = z.int().check(z.minimum(100), z.maximum(3_600_000));

export const RockpoolFile = z.strictObject({
  locale: z.optional(z.enum(['zh', 'en'])),
  /** IANA name */
  timeZone: z.optional(z.string()),
  exec: z.optional(ExecSection),
  weather: z.optional(WeatherSection),
  platform: z.optional(PlatformSection),
  skills: z.optional(SkillRulesSection),
  web: z.optional(WebRules),
  limits: z.optional(
    z.strictObject({
      /** requests under way at once with one model key */
      requestsPerKey: z.optional(z.int().check(z.minimum(1), z.maximum(64))),
      /** longest silence of a model stream, first byte included */
      modelIdleMs: z.optional(ms),
      execTimeoutMs: z.optional(ms),
      /** of the code of a skill */
      skillTimeoutMs: z.optional(ms),
      /** conversation kept in the prompt, in estimated tokens; never more than the model's window allows */
      historyTokensMax: z.optional(z.int().check(z.minimum(1_000), z.maximum(1_000_000))),
      /** model calls in one turn */
      stepsPerTurn: z.optional(z.int().check(z.minimum(1), z.maximum(200))),
    }),
  ),
  channels: z.optional(
    z.strictObject({
      feishu: z.optional(z.strictObject({ accounts: z.record(z.string(), Account) })),
      dingtalk: z.optional(z.strictObject({ accounts: z.record(z.string(), DingtalkExtras) })),
    }),
  ),
});
/** What a renderer writes into `rockpool.json`. */
export type RockpoolFile = z.infer<typeof RockpoolFile>;
