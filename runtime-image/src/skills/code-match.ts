/**
 * Whether a code skill wants a message. Regular expressions are the user's, and some take longer than anybody lives: they are tried
 * in a context of their own, for a moment each.
 */
import vm from 'node:vm';
import type { SkillMatch } from './skill.ts';

const patienceMs = 20;
/** of the processor, for all expressions of a skill together */
const togetherMs = 40;
/** a busy machine takes the processor away for longer than an expression has: then nothing is known of it, and it is tried again */
const triesMax = 4;
const textCharsMax = 10_000;

let context: vm.Context | null = null;
let script: vm.Script | null = null;

/** `slow`: a regular expression did not come to an end, or is none; it counts as not matching. */
export function codeMatches(match: readonly SkillMatch[], text: string): { matches: boolean; slow: boolean } {
  const said = text.trim().slice(0, textCharsMax);
  const begun = process.threadCpuUsage();
  let slow = false;
  for (const each of match) {
    if (each.kind === 'prefix') {
      if (said.toLowerCase().startsWith(each.text.toLowerCase())) return { matches: true, slow };
      continue;
    }
    if (usedMs(begun) > togetherMs) return { matches: false, slow: true };
    const tried = tryRegex(each, said);
    if (tried === true) return { matches: true, slow };
    slow ||= tried === null;
  }
  return { matches: false, slow };
}

function tryRegex({ source, flags }: Extract<SkillMatch, { kind: 'regex' }>, text: string): boolean | null {
  context ??= vm.createContext(Object.create(null) as object, {
    codeGeneration: { strings: false, wasm: false },
  });
  script ??= new vm.Script('new RegExp(source, flags).test(text)');
  Object.assign(context, { source, flags: flags.replace(/[gy]/g, ''), text });
  for (let tries = 0; tries < triesMax; tries += 1) {
    const begun = process.threadCpuUsage();
    try {
      return script.runInContext(context, { timeout: patienceMs }) === true;
    } catch (error) {
      const isOver = (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      if (!isOver || usedMs(begun) > patienceMs / 2) return null;
    }
  }
  return false;
}

function usedMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(since);
  return (user + system) / 1_000;
}
