/** The skills that a model could open: they lack nothing and are not switched off. What they need is programs and settings, and every message asks. */
import type { GatewayConfig } from '../config/settings.ts';
import type { Missing } from './requirements.ts';
import type { Skill } from './skill.ts';

export type ReadyFacts = {
  all(agentId: string): Skill[];
  missing(skill: Skill): Missing[];
  isOff(skill: Skill): boolean;
  offByHand(): ReadonlySet<string>;
  config(): GatewayConfig;
};

type Found = { at: number; all: Skill[]; off: ReadonlySet<string>; config: GatewayConfig; ready: Skill[] };

/** what nothing tells of, such as a program that was put there, is seen after this */
const lookMs = 250;

/** @returns the same array for an agent until a moment has passed or something has changed */
export function createReadySkills(facts: ReadyFacts): (agentId: string) => Skill[] {
  const found = new Map<string, Found>();
  return (agentId) => {
    const at = performance.now();
    const now = { at, all: facts.all(agentId), off: facts.offByHand(), config: facts.config() };
    const last = found.get(agentId);
    const isSame = last?.all === now.all && last.off === now.off && last.config === now.config;
    if (isSame && at - last.at < lookMs) return last.ready;
    const ready = now.all.filter(
      (skill) =>
        !skill.head.onlyByPeople &&
        (skill.code === null || skill.body !== '') &&
        !facts.isOff(skill) &&
        facts.missing(skill).length === 0,
    );
    const isAsBefore =
      last?.ready.length === ready.length && ready.every((skill, index) => skill === last.ready[index]);
    found.set(agentId, { ...now, ready: isAsBefore ? last.ready : ready });
    return isAsBefore ? last.ready : ready;
  };
}
