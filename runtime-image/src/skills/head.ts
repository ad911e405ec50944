/** What the keys of a head mean. Pure. */
import JSON5 from 'json5';
import * as z from 'zod/mini';
import type { Locale } from '../config/settings.ts';
import { describeIssues } from '../config/issue.ts';
import { skillName, type SkillHead } from './skill.ts';

const texts = z.optional(z.array(z.string()));
const text = z.optional(z.string());
/** in the field both are seen */
const flag = z.optional(z.union([z.boolean(), z.enum(['true', 'false'])]));

const OpenClaw = z.looseObject({
  emoji: text,
  homepage: text,
  os: z.optional(z.union([z.string(), z.array(z.string())])),
  requires: z.optional(z.looseObject({ bins: texts, anyBins: texts, env: texts, config: texts })),
  primaryEnv: text,
  install: z.optional(z.array(z.looseObject({ bins: texts, label: text, 'label-zh': text }))),
});

const Head = z.looseObject({
  name: text,
  description: z.string().check(z.minLength(1)),
  /** ours */
  'description-zh': text,
  version: z.optional(z.union([z.string(), z.number()])),
  homepage: text,
  'user-invocable': flag,
  'disable-model-invocation': flag,
});

export type ReadHead = { kind: 'ok'; head: SkillHead } | { kind: 'error'; message: string };

/** @param folder name of the skill when its head does not say it */
export function readHead(raw: Record<string, unknown>, folder: string, locale: Locale): ReadHead {
  const parsed = Head.safeParse(raw);
  if (!parsed.success) return failed(describeIssues(parsed.error, raw)[0]);
  const { data } = parsed;
  const metadata = readMetadata(raw.metadata);
  if (metadata === null) return { kind: 'error', message: 'metadata is not JSON' };
  const known = OpenClaw.safeParse(metadata);
  if (!known.success) {
    const issue = describeIssues(known.error, metadata)[0];
    return failed(issue && { ...issue, path: `metadata.openclaw.${issue.path}` });
  }
  const extra = known.data;
  const name = data.name ?? folder;
  if (!skillName.test(name))
    return { kind: 'error', message: `name must be of a-z, 0-9, - and _, at most 64: ${name.slice(0, 80)}` };
  const requires = extra.requires ?? {};
  const env = requires.env ?? [];
  return {
    kind: 'ok',
    head: {
      name,
      description: ((locale === 'zh' ? data['description-zh'] : undefined) ?? data.description)
        .replace(/\s+/g, ' ')
        .trim(),
      version: String(data.version ?? ''),
      homepage: data.homepage ?? extra.homepage ?? '',
      emoji: extra.emoji ?? '',
      userInvocable: isOn(data['user-invocable'] ?? true),
      onlyByPeople: isOn(data['disable-model-invocation'] ?? false),
      os: extra.os === undefined ? [] : [extra.os].flat(),
      requires: {
        bins: requires.bins ?? [],
        anyBins: requires.anyBins ?? [],
        env,
        config: requires.config ?? [],
      },
      primaryEnv: extra.primaryEnv ?? (env.length === 1 ? (env[0] ?? '') : ''),
      install: (extra.install ?? []).map((way) => ({
        bins: way.bins ?? [],
        label: (locale === 'zh' ? way['label-zh'] : undefined) ?? way.label ?? '',
      })),
    },
  };
}

/** The part for OpenClaw; older files have it under another name, or are meant for it alone. Null: it is not an object. */
function readMetadata(raw: unknown): Record<string, unknown> | null {
  let value = raw ?? {};
  if (typeof value === 'string') {
    try {
      value = JSON5.parse(value);
    } catch {
      return null;
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { openclaw, clawdbot, moltbot } = value as Record<string, unknown>;
  const own = openclaw ?? clawdbot ?? moltbot ?? {};
  return typeof own === 'object' ? (own as Record<string, unknown>) : null;
}

const isOn = (value: boolean | 'true' | 'false'): boolean => value === true || value === 'true';

function failed(issue: { path: string; message: string } | undefined): ReadHead {
  return { kind: 'error', message: `${issue?.path ?? ''} ${issue?.message ?? 'cannot be read'}`.trim() };
}
