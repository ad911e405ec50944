/** The tools of a turn as the rules of skills leave them. The same array for the same tools and skills, as long as no rule names a tool. */
import type { Tool } from '../agent/tool.ts';
import { explainRefusal, type SkillLeave } from './may-skill.ts';
import { listSkills } from './prompt-list.ts';
import type { Asker } from './room.ts';
import type { Skill } from './skill.ts';
import { ruledSystemSkills, systemSkillOf } from './system-skills.ts';

export const skillToolName = 'skill';

export type OfferRoom = {
  rules: Parameters<typeof ruledSystemSkills>[0];
  offByHand: ReadonlySet<string>;
  hasRate(group: string): boolean;
  leave(group: string, asker: Asker): SkillLeave;
  /** Notes a use that was allowed. */
  note(group: string, asker: Asker): void;
};

/** lists that are kept for one set of tools: askers may see different skills */
const listsMax = 8;
const offered = new WeakMap<readonly Tool[], Map<string, Tool[]>>();

/**
 * Without those whose group is refused, held to its rate where it has one, and the tool `skill` with a line for each skill that may be
 * opened; without any it is left out.
 */
export function offeredTools(
  tools: readonly Tool[],
  skills: readonly Skill[],
  asker: Asker,
  room: OfferRoom,
): Tool[] {
  const listed = withList(tools, listOf(skills));
  const ruled = ruledSystemSkills(room.rules, room.offByHand);
  if (ruled.length === 0) return listed;
  return listed.flatMap((tool) => {
    const group = systemSkillOf(tool.name);
    if (group === null || !ruled.includes(group)) return [tool];
    const found = room.leave(group, asker);
    if (found.kind === 'refuse' && found.reason !== 'too_often') return [];
    return [held(tool, group, asker, room)];
  });
}

let newest: { skills: readonly Skill[]; list: string } = { skills: [], list: '' };

function listOf(skills: readonly Skill[]): string {
  const { skills: last } = newest;
  const isSame =
    last === skills ||
    (last.length === skills.length && skills.every((skill, index) => skill === last[index]));
  if (!isSame) newest = { skills, list: listSkills(skills.map(({ head }) => head)) };
  return newest.list;
}

function withList(tools: readonly Tool[], list: string): Tool[] {
  let lists = offered.get(tools);
  if (lists === undefined) offered.set(tools, (lists = new Map()));
  let found = lists.get(list);
  if (found === undefined) {
    found = tools.flatMap((tool) => {
      if (tool.name !== skillToolName) return [tool];
      return list === '' ? [] : [{ ...tool, description: `${tool.description}\n${list}` }];
    });
    if (lists.size >= listsMax) lists.clear();
    lists.set(list, found);
  }
  return found;
}

function held(tool: Tool, group: string, asker: Asker, room: OfferRoom): Tool {
  if (!room.hasRate(group)) return tool;
  return {
    ...tool,
    run(input, context) {
      const found = room.leave(group, asker);
      if (found.kind === 'refuse')
        return Promise.resolve({ output: explainRefusal(group, found, 'en'), ok: false });
      room.note(group, asker);
      return tool.run(input, context);
    },
  };
}
