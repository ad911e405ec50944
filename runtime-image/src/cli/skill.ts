import path from 'node:path';
import type { Process } from '../program.ts';
import { buildSkill } from '../skills/build.ts';
import { readOffByHand, writeOffByHand } from '../skills/by-hand.ts';
import { openOfflineSkills, type OfflineSkills } from '../skills/offline.ts';
import { explainMissing } from '../skills/requirements.ts';
import { skillName, type Skill } from '../skills/skill.ts';
import { stageSkill } from '../skills/stage.ts';
import { systemSkills } from '../skills/system-skills.ts';
import type { Bilingual } from '../commands/command.ts';
import { nearNames } from '../commands/near.ts';
import { CliError } from './command.ts';
import { readOptions } from './options.ts';

const actions = 'list, show NAME, check PATH, load PATH, build FOLDER, enable NAME or disable NAME';

export async function skill(args: string[], program: Process): Promise<number> {
  const { values, words } = readOptions(
    args,
    { json: { type: 'boolean', default: false }, out: { type: 'string', short: 'o' } },
    2,
  );
  const [action = 'list', what] = words;
  const offline = openOfflineSkills(program.environment, program.home, program.packageDir);
  if (action === 'list') return list(offline, program, values.json);
  if (what === undefined || what === '') throw new CliError(`skill takes ${actions}.`, 2);
  switch (action) {
    case 'show':
      return show(offline, program, what);
    case 'check':
    case 'load':
      return stage(offline, program, what, action);
    case 'build':
      return build(offline, program, what, values.out);
    case 'enable':
    case 'disable':
      return turn(offline, program, what, action);
    default:
      throw new CliError(`skill takes ${actions}.`, 2);
  }
}

/** In one word, and the whole story. */
function stateOf({ room, config, stateDir }: OfflineSkills, each: Skill): { state: string; why: string } {
  const { name } = each.head;
  const { locale } = config;
  if (readOffByHand(stateDir).has(name)) return { state: 'disabled', why: `- ${switchedOff.byHand[locale]}` };
  const { entries, rules, allowBundled } = config.skills;
  const isBarred = each.source === 'bundled' && allowBundled !== null && !allowBundled.includes(name);
  if (entries[name]?.enabled === false || rules[name]?.enabled === false || isBarred)
    return { state: 'disabled', why: `- ${switchedOff.configured[locale]}` };
  const why = explainMissing(name, room.missing(each), locale);
  return { state: why === '' ? 'ready' : 'lacks', why };
}

const switchedOff: Record<'byHand' | 'configured', Bilingual> = {
  byHand: { zh: '已手动停用。', en: 'Switched off by hand.' },
  configured: { zh: '已在配置里停用。', en: 'Switched off in the configuration.' },
};

async function list(offline: OfflineSkills, program: Process, json: boolean): Promise<number> {
  const { room, agentId, stateDir } = offline;
  await room.lookAt(agentId);
  const skills = room.all(agentId).map((each) => ({
    name: each.head.name,
    version: each.head.version,
    source: each.source,
    kind: each.code === null ? 'instructions' : 'code',
    ...stateOf(offline, each),
    description: each.head.description,
  }));
  const broken = room.broken(agentId);
  const off = [...readOffByHand(stateDir)].filter((name) => name in systemSkills);
  if (json) {
    program.out(`${JSON.stringify({ skills, broken, disabledTools: off })}\n`);
    return 0;
  }
  const width = Math.max(4, ...skills.map(({ name }) => name.length));
  for (const { name, state, source, description } of skills)
    program.out(`${name.padEnd(width)}  ${state.padEnd(8)}  ${source.padEnd(9)}  ${description}\n`);
  for (const { name, error } of broken) program.out(`${name.padEnd(width)}  broken    ${error}\n`);
  for (const name of off)
    program.out(`${name.padEnd(width)}  disabled  these tools are switched off by hand\n`);
  return 0;
}

async function show(offline: OfflineSkills, program: Process, name: string): Promise<number> {
  const { room, agentId } = offline;
  await room.lookAt(agentId);
  const found = room.find(agentId, name);
  const broken = room.broken(agentId).find((each) => each.name === name);
  if (found === null) {
    throw new CliError(
      broken === undefined ? `There is no skill ${name}.` : `${broken.dir}: ${broken.error}.`,
    );
  }
  const { head, source, dir, body } = found;
  const { state, why } = stateOf(offline, found);
  const lines = [`${head.name} ${head.version}`.trim(), head.description, `${state} · ${source} · ${dir}`];
  program.out(`${[...lines, ...(why === '' ? [] : [why]), '', body].join('\n').trimEnd()}\n`);
  return 0;
}

async function stage(
  { room, stateDir, config }: OfflineSkills,
  program: Process,
  source: string,
  action: 'check' | 'load',
): Promise<number> {
  const staged = await stageSkill(path.resolve(source), stateDir, room.describe);
  if (staged.kind === 'refused') throw new CliError(staged.message);
  const { head, code } = staged.skill;
  const lacks = explainMissing(head.name, room.missing(staged.skill), config.locale);
  const title = `${head.name}: ${head.description}${code === null ? '' : ' (code)'}`;
  if (action === 'check') {
    staged.drop();
    program.out(`${title}\nvalid\n${lacks === '' ? '' : `${lacks}\n`}`);
    return 0;
  }
  const at = staged.install();
  program.out(`${title}\nloaded into ${at}\n${lacks === '' ? '' : `${lacks}\n`}`);
  return 0;
}

async function build(
  { room, stateDir }: OfflineSkills,
  program: Process,
  folder: string,
  out: string | undefined,
): Promise<number> {
  const outfile = path.resolve(out ?? `${path.basename(path.resolve(folder))}.js`);
  const built = buildSkill(path.resolve(folder), outfile, program.environment.PATH ?? '');
  if (built.kind === 'refused') throw new CliError(built.message);
  const staged = await stageSkill(outfile, stateDir, room.describe);
  if (staged.kind === 'refused') throw new CliError(`The file was made but does not work: ${staged.message}`);
  staged.drop();
  program.out(`${outfile} (${built.how === 'esbuild' ? 'bundled by esbuild' : 'types taken out'})\n`);
  return 0;
}

async function turn(
  { room, agentId, stateDir, config }: OfflineSkills,
  program: Process,
  name: string,
  action: 'enable' | 'disable',
): Promise<number> {
  if (!skillName.test(name) && !(name in systemSkills))
    throw new CliError(`${name} is no name of a skill, nor one of ${Object.keys(systemSkills).join(', ')}.`);
  await room.lookAt(agentId);
  const off = readOffByHand(stateDir);
  const known = [...room.all(agentId), ...room.broken(agentId)].map((each) =>
    'head' in each ? each.head.name : each.name,
  );
  // a word misspelt would leave on what somebody thinks is off
  if (!known.includes(name) && !(name in systemSkills) && !off.has(name)) {
    const near = nearNames(name, [...known, ...Object.keys(systemSkills)]);
    throw new CliError(
      `There is no skill ${name}.${near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`}`,
    );
  }
  if (action === 'disable') off.add(name);
  else off.delete(name);
  writeOffByHand(stateDir, off);
  const { entries, rules } = config.skills;
  const stays = action === 'enable' && (entries[name]?.enabled === false || rules[name]?.enabled === false);
  program.out(
    stays
      ? `${name} is switched off in the configuration, which this command does not change.\n`
      : `${name} is ${action}d.\n`,
  );
  return stays ? 1 : 0;
}
