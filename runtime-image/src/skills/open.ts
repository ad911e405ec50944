/** Puts the skills of a gateway together: where they lie, what runs their code, and what the other rooms get of them. */
import path from 'node:path';
import type { Tool, ToolContext } from '../agent/tool.ts';
import type { Command } from '../commands/command.ts';
import { skillCommands } from '../commands/skill.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { explainExec, offerExec } from '../secrecy/verdict.ts';
import type { People } from '../store/people.ts';
import type { Transcripts } from '../store/transcripts.ts';
import { programEnvironment } from '../tools/program-environment.ts';
import { runShell } from '../tools/run-shell.ts';
import { skillTool } from '../tools/skill.ts';
import type { ToolRoom } from '../tools/table.ts';
import { createCodeLeaves } from './code-leave.ts';
import { openedSkills } from './opened.ts';
import { createSkills, type SkillsRoom } from './room.ts';

export type Skills = {
  room: SkillsRoom;
  tool: Tool;
  commands(agentId: string): Command[];
  /** variables of the skills that a turn has opened, for its programs */
  environment(
    turn: Pick<ToolContext, 'agentId' | 'sessionKey' | 'turnId' | 'message' | 'byOwner'>,
  ): Record<string, string>;
  /** Looks at the folders of every agent, so that their commands are known from the first message on. */
  look(): Promise<void>;
};

export function openSkills(options: {
  stateDir: string;
  /** folder of the program's package: `skills/` and `skill-kit/` lie in it */
  packageDir: string;
  toolRoom: Pick<ToolRoom, 'environment' | 'secrecy' | 'shells'>;
  people: People;
  transcripts: Transcripts;
  config(): GatewayConfig;
  setting(path: string): unknown;
  now(): number;
}): Skills {
  const { stateDir, packageDir, toolRoom, people, transcripts, config, setting, now } = options;
  const { environment, secrecy, shells } = toolRoom;
  const room = createSkills({
    stateDir,
    config,
    setting,
    now,
    bundledDir: path.join(packageDir, 'skills'),
    searchPath: environment.PATH ?? '',
    leaves: createCodeLeaves(people),
    runner: {
      node: process.execPath,
      script: path.join(packageDir, 'skill-kit/runner.mjs'),
      refusal() {
        const offer = offerExec(config().exec.enabled, secrecy);
        return { zh: explainExec(offer, 'zh'), en: explainExec(offer, 'en') };
      },
      environment: (workspace) => programEnvironment(environment, workspace),
      run: (command) => runShell(shells, command),
    },
  });
  return {
    room,
    tool: skillTool(() => room),
    commands(agentId) {
      const agent = config().agents[agentId];
      return agent === undefined ? [] : skillCommands(room, agent);
    },
    environment({ agentId, sessionKey, turnId, message, byOwner }) {
      const opened = openedSkills(transcripts.ofTurn(sessionKey, turnId))
        .map((name) => room.find(agentId, name))
        .filter((skill) => skill !== null);
      const allowed = opened.filter((skill) => {
        const leave = room.leave(skill, { message, byOwner });
        return leave.kind === 'allow' || leave.reason === 'too_often';
      });
      return Object.assign({}, ...allowed.map((skill) => room.environmentOf(skill))) as Record<
        string,
        string
      >;
    },
    async look() {
      await Promise.all(Object.keys(config().agents).map((agentId) => room.lookAt(agentId)));
    },
  };
}
