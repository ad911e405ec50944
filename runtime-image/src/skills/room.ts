/**
 * The skills of each agent: found in folders, judged by what they need and who asks, told to the model in a line each, opened by the
 * tool `skill`, by commands, or run as code.
 */
import path from 'node:path';
import type { Tool } from '../agent/tool.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { Agent, GatewayConfig } from '../config/settings.ts';
import { answerByCode, codeSkillFor, type CodeTurn } from './code-turn.ts';
import type { CodeLeaves } from './code-leave.ts';
import { createCodeRunner } from './code-runner.ts';
import { skillCall, type SkillCall } from './called.ts';
import { createCollection, type Collection } from './collection.ts';
import { maySkill, type SkillLeave } from './may-skill.ts';
import { watchOffByHand } from './by-hand.ts';
import { findProgram } from './find-program.ts';
import type { ProgramRunner } from './program-runner.ts';
import { offeredTools } from './offered-tools.ts';
import { createReadySkills } from './ready.ts';
import { environmentOf, missingOf, type Missing } from './requirements.ts';
import type { BrokenSkill, Skill } from './skill.ts';
import { createUses } from './uses.ts';

/** Who asks for a skill, and where. */
export type Asker = {
  message: { sender: { id: string }; chat: { id: string; kind: 'direct' | 'group' } };
  byOwner: boolean;
};

/** An asker with all that was said. */
export type MessageAsker = { message: InboundMessage; byOwner: boolean };

export type SkillsOptions = {
  stateDir: string;
  /** folder of the skills that come with the gateway */
  bundledDir: string;
  /** where programs are looked for, as `PATH` has it */
  searchPath: string;
  runner: ProgramRunner;
  leaves: CodeLeaves;
  config(): GatewayConfig;
  /** a setting of openclaw.json by its dotted path, as written there */
  setting(path: string): unknown;
  now(): number;
};

export type SkillsRoom = ReturnType<typeof createSkills>;

/** a busy bot looks so often, not with every message */
const lookMs = 250;

export function createSkills(options: SkillsOptions) {
  const { config, now } = options;
  const byHand = watchOffByHand(options.stateDir);
  const uses = createUses();
  const programs = findProgram(options.searchPath);
  const collections = new Map<string, Collection>();
  const looked = new Map<string, { at: number; reading: Promise<void> | null }>();

  const code = createCodeRunner({ ...options, offByHand: () => byHand.names() });
  const { refusal: execRefusal, describe } = code;

  const collectionOf = ({ id, workspace }: Pick<Agent, 'id' | 'workspace'>): Collection => {
    const { extraDirs } = config().skills;
    const key = [id, workspace, config().locale, ...extraDirs].join('\n');
    let found = collections.get(key);
    if (found === undefined) {
      const { stateDir, bundledDir } = options;
      const places = { workspace, stateDir, bundledDir, extraDirs, locale: config().locale };
      collections.set(key, (found = createCollection(places, describe)));
    }
    return found;
  };

  const agentOf = (agentId: string): Agent | undefined => config().agents[agentId];

  const all = (agentId: string): Skill[] => {
    const agent = agentOf(agentId);
    return agent === undefined ? [] : collectionOf(agent).skills();
  };

  const find = (agentId: string, name: string): Skill | null => {
    const wanted = name.trim().toLowerCase().replaceAll('_', '-');
    return all(agentId).find(({ head }) => head.name.replaceAll('_', '-') === wanted) ?? null;
  };

  const isOff = (name: string, source: Skill['source'] | 'system'): boolean => {
    const { entries, allowBundled } = config().skills;
    const isBarred = source === 'bundled' && allowBundled !== null && !allowBundled.includes(name);
    return entries[name]?.enabled === false || isBarred;
  };

  const leave = (
    name: string,
    source: Skill['source'] | 'system',
    { message, byOwner }: Asker,
  ): SkillLeave => {
    return maySkill({
      rule: config().skills.rules[name] ?? null,
      isOff: isOff(name, source),
      isOffByHand: byHand.names().has(name),
      senderId: message.sender.id,
      chat: message.chat,
      byOwner,
      uses: uses.of(name, message.sender.id),
      now: now(),
    });
  };

  const missing = ({ head, code }: Skill): Missing[] => {
    const refusal = execRefusal();
    const found = missingOf(head, {
      platform: process.platform,
      execRefusal: refusal,
      hasProgram: (name) => programs.has(name, now()),
      hasSetting: (at) => Boolean(options.setting(at)),
      entry: config().skills.entries[head.name],
    });
    const isTold = found.some(({ kind }) => kind === 'exec');
    return code === null || refusal.en === '' || isTold ? found : [...found, { kind: 'exec', why: refusal }];
  };

  /** Notes a use that was allowed. */
  const note = (name: string, { message }: Asker): void => {
    const rate = config().skills.rules[name]?.rateLimit ?? null;
    if (rate !== null) uses.note(name, message.sender.id, now(), rate.withinMs);
  };

  const ready = createReadySkills({
    all,
    missing,
    config,
    offByHand: () => byHand.names(),
    isOff: ({ head, source }) => isOff(head.name, source) || byHand.names().has(head.name),
  });

  /** Skills that the model may open for this asker. */
  const usable = (agentId: string, asker: Asker): readonly Skill[] => {
    const skills = ready(agentId);
    // who asks, and where, matters to rules only
    if (Object.keys(config().skills.rules).length === 0) return skills;
    return skills.filter(({ head, source }) => {
      const found = leave(head.name, source, asker);
      // one that was used too often is still there
      return found.kind === 'allow' || found.reason === 'too_often';
    });
  };

  const room = {
    all,
    find,
    missing,
    note,
    usable,
    execRefusal,
    describe,
    broken: (agentId: string): BrokenSkill[] => {
      const agent = agentOf(agentId);
      return agent === undefined ? [] : collectionOf(agent).broken();
    },
    leave: (skill: Skill, asker: Asker): SkillLeave => leave(skill.head.name, skill.source, asker),
    /** Null when the folders were looked at a moment ago, or are as they were; else resolves when they have been read. */
    refresh(agent: Agent): Promise<void> | null {
      const at = performance.now();
      const last = looked.get(agent.id);
      if (last !== undefined && (last.reading !== null || at - last.at < lookMs)) return last.reading;
      const epoch = `${execRefusal().en} ${options.leaves.count()}`;
      const entry = { at, reading: collectionOf(agent).look(epoch) };
      looked.set(agent.id, entry);
      entry.reading = entry.reading?.finally(() => (entry.reading = null)) ?? null;
      return entry.reading;
    },
    environmentOf: (skill: Skill): Record<string, string> =>
      environmentOf(skill.head, config().skills.entries[skill.head.name]),
    run: code.run,
    /** `refresh` by an agent's id. @param when `now`: however short ago somebody looked */
    async lookAt(agentId: string, when: 'now' | 'soon' = 'soon'): Promise<void> {
      const agent = agentOf(agentId);
      if (when === 'now' && looked.get(agentId)?.reading === null) looked.delete(agentId);
      if (agent !== undefined) await room.refresh(agent);
    },
    /** The tools of a turn, see `offeredTools`. */
    toolsOf(agentId: string, asker: Asker, tools: readonly Tool[]): Tool[] {
      // what was switched off a moment ago must not be offered any more
      byHand.lookAgain();
      return offeredTools(tools, usable(agentId, asker), asker, {
        rules: config().skills.rules,
        offByHand: byHand.names(),
        hasRate: (group) => (config().skills.rules[group]?.rateLimit ?? null) !== null,
        leave: (group, who) => leave(group, 'system', who),
        note,
      });
    },
    /** Lets the code of a workspace's skill run from now on, as it is now. Throws a sentence when that is not possible. */
    async allowCode(agent: Agent, folder: string): Promise<void> {
      await options.leaves.give(path.join(agent.workspace, 'skills', folder));
      looked.delete(agent.id);
    },
    /**
     * What a message calls by a command: a skill that is there, may be used and lacks nothing. Anything else is null, and the command
     * of that name says what is wrong.
     */
    callIn(agentId: string, asker: MessageAsker): (SkillCall & { skill: Skill }) | null {
      const { text, mentionsBot, channel } = asker.message;
      const call = channel === 'api' ? null : skillCall(text, mentionsBot);
      const skill = call === null ? null : find(agentId, call.name);
      if (call === null || !skill?.head.userInvocable) return null;
      const isFree =
        leave(skill.head.name, skill.source, asker).kind === 'allow' && missing(skill).length === 0;
      return isFree ? { ...call, skill } : null;
    },
    /** The skill whose code a message is for; null: none. @param called by its name */
    codeFor: (agentId: string, asker: MessageAsker, called: string | null): Skill | null =>
      codeSkillFor(room, agentId, asker, called),
    /** Never rejects for what the skill does. */
    answer: (
      skill: Skill,
      agent: Agent,
      asker: MessageAsker,
      text: string,
      signal: AbortSignal,
    ): Promise<CodeTurn> => answerByCode(room, config(), skill, { agent, asker, text, signal }),
  };
  return room;
}
