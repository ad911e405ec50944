/** Runs the code of skills, where programs may run and the owner has allowed it. */
import type { GatewayConfig, Locale } from '../config/settings.ts';
import type { CodeLeaves } from './code-leave.ts';
import type { ProgramRunner } from './program-runner.ts';
import { environmentOf } from './requirements.ts';
import { runCode, type CodeAnswer } from './run-code.ts';
import type { DescribeCode } from './shelf.ts';
import type { Skill, SkillSource } from './skill.ts';

export type CodeRunnerOptions = {
  runner: ProgramRunner;
  leaves: CodeLeaves;
  config(): GatewayConfig;
  /** names of what was switched off by hand */
  offByHand(): ReadonlySet<string>;
};

export type CodeRunner = {
  /** why programs cannot be run, empty when they can; `exec` may also have been switched off as a skill */
  refusal(): Record<Locale, string>;
  /** Asks a skill's code for its name and what it answers to. */
  describe: DescribeCode;
  /** Runs a code skill. Never rejects for what it does. */
  run(skill: Skill, workspace: string, message: object, signal: AbortSignal): Promise<CodeAnswer>;
};

export function createCodeRunner({ runner, leaves, config, offByHand }: CodeRunnerOptions): CodeRunner {
  /** Code of a workspace needs a leave; what lies elsewhere was put there by somebody who can run programs anyway. */
  const mayRun = async (source: SkillSource, dir: string): Promise<boolean> =>
    source !== 'workspace' || (await leaves.isGiven(dir));
  const refusal = (): Record<Locale, string> =>
    offByHand().has('system.shell') ? { zh: '已手动关闭', en: 'switched off by hand' } : runner.refusal();
  return {
    refusal,
    async describe(source, dir, file) {
      const { en: why } = refusal();
      if (why !== '') return { kind: 'error', message: `programs cannot be run: ${why}` };
      if (!(await mayRun(source, dir)))
        return { kind: 'error', message: 'the owner has not allowed it to run', needsLeave: true };
      const run = {
        dir,
        file,
        cwd: dir,
        environment: runner.environment(dir),
        timeoutMs: config().limits.skillTimeoutMs,
        signal: new AbortController().signal,
      };
      const answer = await runCode(runner, run, { kind: 'describe' });
      if (answer.kind !== 'described')
        return { kind: 'error', message: answer.kind === 'error' ? answer.message : 'it gave no name' };
      const { match, ...head } = answer;
      return { kind: 'ok', head, match };
    },
    async run({ head, code, dir, source }, workspace, message, signal) {
      if (code === null) return { kind: 'none' };
      if (!(await mayRun(source, dir)))
        return { kind: 'error', message: 'its code was changed, and the owner has not allowed that' };
      const { locale, timeZone, limits, skills } = config();
      const entry = skills.entries[head.name];
      const environment = { ...runner.environment(workspace), ...environmentOf(head, entry) };
      const context = { workspace, skillDir: dir, locale, timeZone, config: entry?.config ?? {} };
      const run = {
        dir,
        file: code.file,
        cwd: workspace,
        environment,
        signal,
        timeoutMs: limits.skillTimeoutMs,
      };
      return runCode(runner, run, { kind: 'message', message, context });
    },
  };
}
