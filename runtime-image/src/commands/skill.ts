/** `/skill`, and a command for each skill that people may start. */
import type { Agent, Locale } from '../config/settings.ts';
import { explainRefusal } from '../skills/may-skill.ts';
import { explainMissing } from '../skills/requirements.ts';
import type { SkillsRoom } from '../skills/room.ts';
import type { BrokenSkill, Skill } from '../skills/skill.ts';
import { commands } from './table.ts';
import { UsageError } from './arguments.ts';
import type { Command, CommandContext } from './command.ts';

const words = ['list', 'show', 'allow'] as const;

/** @param agent whose skills they are */
export function skillCommands(room: SkillsRoom, agent: Agent): Command[] {
  const taken = new Set(['skill', ...commands.map(({ name }) => name)]);
  const own = room
    .all(agent.id)
    .filter(({ head }) => head.userInvocable)
    .map((skill) => ({ skill, name: skill.head.name.replaceAll('-', '_') }))
    .filter(({ name }) => /^[a-z]/.test(name) && !taken.has(name));
  return [skillCommand(room, agent), ...own.map(({ skill, name }) => startCommand(room, skill, name))];
}

function skillCommand(room: SkillsRoom, agent: Agent): Command {
  return {
    name: 'skill',
    group: 'skills',
    usage: '[list | show <name> | allow <name> | <name> [what to do]]',
    help: { zh: '列出技能，或按名字使用一个技能', en: 'lists skills, or runs one by its name' },
    details: {
      zh: 'allow：允许工作区里的代码技能运行（仅主人；文件改动后需要重新允许）。',
      en: 'allow: lets a code skill of the workspace run (owner only; a changed file needs it again).',
    },
    examples: ['/skill', '/skill show weather', '/skill research-report EV market 2026'],
    immediate: true,
    access: 'allowed',
    async run(context) {
      const { args, locale } = context;
      const [word = 'list', name = ''] = args.split(/\s+/).filter(Boolean);
      await room.lookAt(agent.id, 'now');
      if (word === 'list') return { text: listText(room, agent, context) };
      if (word === 'allow') return { text: await allow(room, agent, name, context) };
      const wanted = word === 'show' ? name : word;
      const skill = room.find(agent.id, wanted);
      const broken = room.broken(agent.id).find((each) => each.name === wanted);
      if (skill === null && broken !== undefined) return { text: brokenLine(broken, locale) };
      if (skill === null) throw unknown(wanted, room, agent);
      if (word === 'show') return { text: showText(room, skill, context) };
      const refusal = refusalOf(room, skill, context);
      return refusal === ''
        ? {
            text: '',
            thenAsk: `${locale === 'zh' ? '使用技能' : 'Use the skill'} ${skill.head.name}: ${args.slice(word.length).trim()}`,
          }
        : { text: refusal };
    },
  };
}

function startCommand(room: SkillsRoom, skill: Skill, name: string): Command {
  const { head } = skill;
  const help = `${head.description}`;
  return {
    name,
    group: 'skills',
    usage: '[what to do]',
    help: { zh: help, en: help },
    immediate: false,
    access: 'allowed',
    run(context) {
      const refusal = refusalOf(room, skill, context);
      if (refusal !== '') return { text: refusal };
      const ask = context.locale === 'zh' ? '使用技能' : 'Use the skill';
      return { text: '', thenAsk: `${ask} ${head.name}: ${context.args}` };
    },
  };
}

/** Why a skill cannot be used now by this sender here; empty when it can. */
function refusalOf(room: SkillsRoom, skill: Skill, context: CommandContext): string {
  const { locale, sender, chat } = context;
  const { name } = skill.head;
  const leave = room.leave(skill, { message: { sender, chat }, byOwner: sender.isOwner });
  if (leave.kind === 'refuse') return explainRefusal(name, leave, locale);
  const missing = room.missing(skill);
  if (missing.length === 0) return '';
  const first = locale === 'zh' ? `技能 ${name} 还不能用：` : `The skill ${name} cannot be used yet:`;
  return `${first}\n${explainMissing(name, missing, locale)}`;
}

const sources = {
  zh: { workspace: '工作区', state: '已安装', bundled: '自带', extra: '附加目录' },
  en: { workspace: 'workspace', state: 'installed', bundled: 'bundled', extra: 'extra folder' },
};

function listText(room: SkillsRoom, agent: Agent, context: CommandContext): string {
  const zh = context.locale === 'zh';
  const [ready, lacking]: [string[], string[]] = [[], []];
  for (const skill of room.all(agent.id)) {
    const isReady = refusalOf(room, skill, context) === '';
    (isReady ? ready : lacking).push(`- \`${skill.head.name}\` ${skill.head.description}`);
  }
  const broken = room.broken(agent.id).map((each) => brokenLine(each, context.locale));
  const part = (title: string, lines: string[]): string[] => (lines.length === 0 ? [] : [title, ...lines]);
  const all = [
    ...part(zh ? '可以使用的技能：' : 'Skills you can use:', ready),
    ...part(
      zh ? '还不能用（/skill show <名字> 说明原因）：' : 'Not usable yet (/skill show <name> says why):',
      lacking,
    ),
    ...part(zh ? '有问题的技能：' : 'Skills with a problem:', broken),
  ];
  return all.join('\n') || (zh ? '还没有技能。' : 'There are no skills.');
}

function brokenLine({ name, error, needsLeave }: BrokenSkill, locale: Locale): string {
  const how =
    locale === 'zh' ? `等待主人允许：/skill allow ${name}` : `waits for the owner: /skill allow ${name}`;
  return `- \`${name}\` ${needsLeave ? how : error}`;
}

function showText(room: SkillsRoom, skill: Skill, context: CommandContext): string {
  const zh = context.locale === 'zh';
  const { head, source, code } = skill;
  const refusal = refusalOf(room, skill, context);
  return [
    `**${`${head.emoji} ${head.name}`.trim()}** ${head.version}`.trim(),
    head.description,
    zh ? `来源：${sources.zh[source]}` : `From: ${sources.en[source]}`,
    ...(code === null ? [] : [zh ? '由代码回答，不经过模型。' : 'Answers by code, without a model.']),
    ...(head.homepage === '' ? [] : [head.homepage]),
    refusal === '' ? (zh ? '可以使用。' : 'It can be used.') : refusal,
  ].join('\n');
}

async function allow(
  room: SkillsRoom,
  agent: Agent,
  name: string,
  { locale, sender }: CommandContext,
): Promise<string> {
  const zh = locale === 'zh';
  if (!sender.isOwner) return zh ? '只有我的主人可以允许代码运行。' : 'Only my owner may allow code to run.';
  const waiting = room.broken(agent.id).filter(({ needsLeave }) => needsLeave);
  const found = waiting.find((each) => each.name === name);
  if (found === undefined) {
    const names = waiting.map((each) => each.name).join(', ');
    if (zh) return names === '' ? '没有等待允许的技能。' : `可以允许：${names}`;
    return names === '' ? 'No skill waits for your leave.' : `You can allow: ${names}`;
  }
  try {
    await room.allowCode(agent, found.name);
  } catch (error) {
    return zh ? `不能允许：${(error as Error).message}` : `It cannot be allowed: ${(error as Error).message}`;
  }
  await room.refresh(agent);
  const failed = room.broken(agent.id).find((each) => each.name === name);
  if (failed !== undefined) return zh ? `它运行不了：${failed.error}` : `It does not run: ${failed.error}`;
  return zh
    ? `已允许 ${name} 运行，文件改动后需要重新允许。`
    : `${name} may run; when its files change, it asks again.`;
}

function unknown(wanted: string, room: SkillsRoom, agent: Agent): UsageError {
  const skills = room.all(agent.id).map(({ head }) => head.name);
  const shown = wanted.slice(0, 60);
  if (shown === '')
    return new UsageError({
      zh: `缺少技能的名字，可以用：${skills.join(', ')}。`,
      en: `The name of a skill is missing; there are: ${skills.join(', ')}.`,
    });
  const names = [...words, ...skills].join(', ');
  return new UsageError({
    zh: `没有技能“${shown}”，可以用：${names}。`,
    en: `There is no skill "${shown}"; there are: ${names}.`,
  });
}
