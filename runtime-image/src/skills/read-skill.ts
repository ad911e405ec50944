import type { Locale } from '../config/settings.ts';
import { readPlainHead, splitFrontMatter } from './front-matter.ts';
import { readHead } from './head.ts';
import type { SkillHead } from './skill.ts';

export type ReadSkill = { kind: 'ok'; head: SkillHead; body: string } | { kind: 'error'; message: string };

const skillCharsMax = 100_000;

/** @param folder name of the folder that it lies in */
export async function readSkillText(text: string, folder: string, locale: Locale): Promise<ReadSkill> {
  const parts = splitFrontMatter(text);
  if (parts === null)
    return { kind: 'error', message: 'SKILL.md must begin with a head between two lines of ---' };
  if (text.length > skillCharsMax)
    return { kind: 'error', message: `SKILL.md is longer than ${skillCharsMax} characters` };
  let raw: unknown = readPlainHead(parts.head);
  if (raw === null) {
    const { parse } = await import('./yaml.bundle.ts');
    try {
      // an alias that stands for a thousand others must not fill the memory
      raw = parse(parts.head, { maxAliasCount: 20 }) as unknown;
    } catch (error) {
      return { kind: 'error', message: `the head is not YAML: ${(error as Error).message.split('\n')[0]}` };
    }
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { kind: 'error', message: 'the head must be lines of "key: value"' };
  const head = readHead(raw as Record<string, unknown>, folder, locale);
  return head.kind === 'ok' ? { ...head, body: parts.body } : head;
}
