/** The lines of the tool `skill` that tell the model which skills there are. Pure. */
import type { SkillHead } from './skill.ts';

const descriptionCharsMax = 80;
/** about 600 tokens; a Chinese character is about one, four Latin ones are */
const tokensMax = 600;

/** Empty when there are none. The same skills give the same text, whatever their order. */
export function listSkills(heads: readonly Pick<SkillHead, 'name' | 'description'>[]): string {
  if (heads.length === 0) return '';
  const lines: string[] = [];
  let tokens = 0;
  const sorted = [...heads].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [index, { name, description }] of sorted.entries()) {
    const line = `- ${name}: ${cut(description)}`;
    tokens += estimate(line);
    if (tokens > tokensMax) {
      lines.push(`- ${sorted.length - index} more, listed without a name`);
      break;
    }
    lines.push(line);
  }
  return lines.join('\n');
}

function cut(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  return characters.length <= descriptionCharsMax
    ? characters.join('')
    : `${characters.slice(0, descriptionCharsMax - 1).join('')}…`;
}

function estimate(text: string): number {
  const wide = text.match(/[^\u0000-\u024f]/g)?.length ?? 0;
  return wide + Math.ceil((text.length - wide) / 4);
}
