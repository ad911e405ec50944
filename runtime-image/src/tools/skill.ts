import path from 'node:path';
import type { Tool } from '../agent/tool.ts';
import { skillBody } from '../skills/called.ts';
import { explainRefusal } from '../skills/may-skill.ts';
import { explainMissing } from '../skills/requirements.ts';
import { skillToolName } from '../skills/offered-tools.ts';
import type { SkillsRoom } from '../skills/room.ts';
import { readInside } from '../skills/shelf.ts';

/** Opens a skill: its instructions cost nothing until then, and its keys reach the programs of this turn from then on. */
export function skillTool(room: () => SkillsRoom): Tool {
  return {
    name: skillToolName,
    description: 'Open the instructions for a kind of task before you begin it; file: another file of it.',
    parameters: {
      type: 'object',
      properties: { name: { type: 'string' }, file: { type: 'string' } },
    },
    async run({ name, file }, { agentId, message, byOwner }) {
      const skills = room();
      const asker = { message, byOwner };
      const usable = skills.usable(agentId, asker);
      if (typeof name !== 'string' || name.trim() === '') {
        const lines = usable.map(({ head }) => `- ${head.name}: ${head.description}`);
        return { output: lines.join('\n') || 'There are no skills.', ok: true };
      }
      const skill = skills.find(agentId, name);
      if (skill === null)
        return {
          output: `There is no skill ${name.slice(0, 80)}. There are: ${usable.map(({ head }) => head.name).join(', ') || 'none'}.`,
          ok: false,
        };
      const leave = skills.leave(skill, asker);
      if (leave.kind === 'refuse') return { output: explainRefusal(skill.head.name, leave, 'en'), ok: false };
      if (skill.head.onlyByPeople)
        return { output: `Only people may start this skill, by /${skill.head.name}.`, ok: false };
      const missing = skills.missing(skill);
      if (missing.length > 0)
        return {
          output: `It cannot be used yet:\n${explainMissing(skill.head.name, missing, 'en')}`,
          ok: false,
        };
      if (typeof file === 'string' && file.trim() !== '') {
        const read = await readInside(skill.dir, path.resolve(skill.dir, file));
        if (read === null) return { output: 'There is no such file in the skill.', ok: false };
        return read.kind === 'text' ? { output: read.text, ok: true } : { output: read.message, ok: false };
      }
      skills.note(skill.head.name, asker);
      return { output: skillBody(skill), ok: true };
    },
  };
}
