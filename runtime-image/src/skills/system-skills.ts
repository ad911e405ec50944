/** Groups of tools that are allowed and refused like skills. Pure. */
import type { SkillRule } from '../config/skills.ts';

export const systemSkills: Readonly<Record<string, (tool: string) => boolean>> = {
  'system.shell': (tool) => tool === 'exec' || tool === 'process',
  'system.browser': (tool) => tool === 'browser',
  'system.web': (tool) => tool.startsWith('web_'),
  'system.files': (tool) => ['read', 'write', 'edit', 'ls', 'apply_patch', 'image'].includes(tool),
  'system.cron': (tool) => tool === 'cron',
};

/** The group of a tool; null for tools that are in none. */
export function systemSkillOf(tool: string): string | null {
  return Object.keys(systemSkills).find((name) => systemSkills[name]?.(tool)) ?? null;
}

/** Groups that something is said of; with none every tool is as it is. */
export function ruledSystemSkills(
  rules: Readonly<Record<string, SkillRule>>,
  offByHand: ReadonlySet<string>,
): string[] {
  return Object.keys(systemSkills).filter((name) => rules[name] !== undefined || offByHand.has(name));
}
