/** What a skill needs and does not have. Pure. */
import type { SkillEntry } from '../config/skills.ts';
import type { Locale } from '../config/settings.ts';
import type { SkillHead } from './skill.ts';

export type Missing =
  | { kind: 'os'; os: string[] }
  /** programs cannot be run at all; `why` as `explainExec` gives it */
  | { kind: 'exec'; why: Record<Locale, string> }
  | { kind: 'program'; names: string[]; label: string }
  | { kind: 'key'; name: string; isPrimary: boolean }
  | { kind: 'setting'; path: string };

export type RequirementFacts = {
  platform: string;
  /** why programs cannot be run; empty texts when they can */
  execRefusal: Record<Locale, string>;
  hasProgram(name: string): boolean;
  hasSetting(path: string): boolean;
  entry: SkillEntry | undefined;
};

export function missingOf(head: SkillHead, facts: RequirementFacts): Missing[] {
  const { requires, os } = head;
  const missing: Missing[] = [];
  if (os.length > 0 && !os.includes(facts.platform)) missing.push({ kind: 'os', os });
  const label = (names: string[]): string =>
    head.install.find(({ bins }) => bins.length === 0 || names.some((name) => bins.includes(name)))?.label ??
    '';
  const wantsPrograms = requires.bins.length + requires.anyBins.length > 0;
  if (wantsPrograms && facts.execRefusal.en !== '') missing.push({ kind: 'exec', why: facts.execRefusal });
  for (const name of requires.bins)
    if (!facts.hasProgram(name)) missing.push({ kind: 'program', names: [name], label: label([name]) });
  if (requires.anyBins.length > 0 && !requires.anyBins.some((name) => facts.hasProgram(name)))
    missing.push({ kind: 'program', names: requires.anyBins, label: label(requires.anyBins) });
  const environment = environmentOf(head, facts.entry);
  for (const name of requires.env)
    if ((environment[name] ?? '') === '')
      missing.push({ kind: 'key', name, isPrimary: name === head.primaryEnv });
  for (const path of requires.config) if (!facts.hasSetting(path)) missing.push({ kind: 'setting', path });
  return missing;
}

/** What decides which program runs and what it loads is not a skill's to set. */
const reserved = /^(?:PATH|HOME|SHELL|IFS|ENV|BASH_ENV|NODE_OPTIONS|LD_.*|DYLD_.*|ROCKPOOL_.*|OPENCLAW_.*)$/;

/** The variables that the configuration gives to the programs of this skill. */
export function environmentOf(head: SkillHead, entry: SkillEntry | undefined): Record<string, string> {
  if (entry === undefined) return {};
  const primary = head.primaryEnv !== '' && entry.apiKey !== '' ? { [head.primaryEnv]: entry.apiKey } : {};
  return Object.fromEntries(
    Object.entries({ ...primary, ...entry.env }).filter(([name]) => !reserved.test(name)),
  );
}

/** One sentence for each thing: what is missing, and where it goes. */
export function explainMissing(name: string, missing: readonly Missing[], locale: Locale): string {
  return missing.map((each) => `- ${sentences[locale](name, each)}`).join('\n');
}

const sentences: Record<Locale, (skill: string, missing: Missing) => string> = {
  zh(skill, missing) {
    switch (missing.kind) {
      case 'os':
        return `只能在 ${missing.os.join('、')} 上使用。`;
      case 'exec':
        return `需要运行程序，但现在不能：${missing.why.zh}。`;
      case 'program':
        return `缺少程序 ${missing.names.join(' 或 ')}${missing.label === '' ? '。' : `（${missing.label}）。`}`;
      case 'key':
        return `缺少密钥 ${missing.name}：对我说“把 ${keyPath(skill, missing)} 设为 …”，或写进 openclaw.json 的这个位置。`;
      case 'setting':
        return `缺少设置 ${missing.path}。`;
    }
  },
  en(skill, missing) {
    switch (missing.kind) {
      case 'os':
        return `It works on ${missing.os.join(', ')} only.`;
      case 'exec':
        return `It runs programs, which is not possible here: ${missing.why.en}.`;
      case 'program':
        return `The program ${missing.names.join(' or ')} is missing${missing.label === '' ? '.' : ` (${missing.label}).`}`;
      case 'key':
        return `The key ${missing.name} is missing: tell me "set ${keyPath(skill, missing)} to …", or put it there in openclaw.json.`;
      case 'setting':
        return `The setting ${missing.path} is missing.`;
    }
  },
};

function keyPath(skill: string, { name, isPrimary }: Extract<Missing, { kind: 'key' }>): string {
  return `skills.entries.${skill}.${isPrimary ? 'apiKey' : `env.${name}`}`;
}
