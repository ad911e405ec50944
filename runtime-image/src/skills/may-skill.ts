/** Who may use a skill, where, and how often. Pure. */
import type { SkillRule } from '../config/skills.ts';
import type { Locale } from '../config/settings.ts';

export type SkillFacts = {
  /** null: `rockpool.json` says nothing of it */
  rule: SkillRule | null;
  /** `skills.entries.<name>.enabled`, or a bundled one that is not on the list of those allowed */
  isOff: boolean;
  /** switched off by hand, in `skills.json` */
  isOffByHand: boolean;
  senderId: string;
  chat: { id: string; kind: 'direct' | 'group' };
  byOwner: boolean;
  /** instants of this sender's uses of this skill, ms, oldest first */
  uses: readonly number[];
  now: number;
};

export type SkillRefusal =
  | { reason: 'off' }
  | { reason: 'off_by_hand' }
  | { reason: 'owner_only' }
  | { reason: 'sender_denied' }
  | { reason: 'group_not_allowed' }
  | { reason: 'too_often'; times: number; withinMs: number; retryMs: number };

export type SkillLeave = { kind: 'allow' } | ({ kind: 'refuse' } & SkillRefusal);

export function maySkill(facts: SkillFacts): SkillLeave {
  const { rule, chat, uses, now } = facts;
  if (facts.isOff || rule?.enabled === false) return { kind: 'refuse', reason: 'off' };
  if (facts.isOffByHand) return { kind: 'refuse', reason: 'off_by_hand' };
  if (rule === null) return { kind: 'allow' };
  if (rule.denyUsers.includes(facts.senderId)) return { kind: 'refuse', reason: 'sender_denied' };
  if (rule.adminOnly && !facts.byOwner) return { kind: 'refuse', reason: 'owner_only' };
  if (chat.kind === 'group' && rule.allowGroups.length > 0 && !rule.allowGroups.includes(chat.id))
    return { kind: 'refuse', reason: 'group_not_allowed' };
  if (rule.rateLimit === null) return { kind: 'allow' };
  const { times, withinMs } = rule.rateLimit;
  const recent = uses.filter((at) => at > now - withinMs);
  if (recent.length < times) return { kind: 'allow' };
  const oldest = recent.at(-times) ?? now;
  return { kind: 'refuse', reason: 'too_often', times, withinMs, retryMs: oldest + withinMs - now };
}

export function explainRefusal(name: string, refusal: SkillRefusal, locale: Locale): string {
  return locale === 'zh' ? inChinese(name, refusal) : inEnglish(name, refusal);
}

function inChinese(name: string, refusal: SkillRefusal): string {
  switch (refusal.reason) {
    case 'off':
      return `技能 ${name} 已在配置中关闭。`;
    case 'off_by_hand':
      return `技能 ${name} 已被手动关闭；可用 rockpool-gateway skill enable ${name} 打开。`;
    case 'owner_only':
      return `技能 ${name} 只有我的主人可以使用。`;
    case 'sender_denied':
      return `您不能使用技能 ${name}，需要时请找我的主人开通。`;
    case 'group_not_allowed':
      return `技能 ${name} 不能在这个群里使用。`;
    case 'too_often':
      return `技能 ${name} 每 ${refusal.withinMs / 1_000} 秒最多用 ${refusal.times} 次，请 ${seconds(refusal.retryMs)} 秒后再试。`;
  }
}

function inEnglish(name: string, refusal: SkillRefusal): string {
  switch (refusal.reason) {
    case 'off':
      return `The skill ${name} is switched off in the configuration.`;
    case 'off_by_hand':
      return `The skill ${name} was switched off by hand; rockpool-gateway skill enable ${name} switches it on.`;
    case 'owner_only':
      return `Only my owner may use the skill ${name}.`;
    case 'sender_denied':
      return `You may not use the skill ${name}; my owner can change that.`;
    case 'group_not_allowed':
      return `The skill ${name} may not be used in this group.`;
    case 'too_often':
      return `The skill ${name} may be used ${refusal.times} times in ${refusal.withinMs / 1_000} s; try again in ${seconds(refusal.retryMs)} s.`;
  }
}

const seconds = (ms: number): number => Math.max(Math.ceil(ms / 1_000), 1);
