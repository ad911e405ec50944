/**
 * Runs the code of a skill: a program of the user's, so under the rules of `exec`. A process of its own, without the gateway's
 * environment, held to its time and memory, and ended with all that it started.
 */
import { constants } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';
import type { ProgramRunner } from './program-runner.ts';

const heapMiBMax = 64;
const answerBytesMax = 1024 * 1024;

const Match = z.union([
  z.object({ kind: z.literal('prefix'), text: z.string().check(z.maxLength(200)) }),
  z.object({
    kind: z.literal('regex'),
    source: z.string().check(z.maxLength(1_000)),
    flags: z.string().check(z.regex(/^[dgimsuvy]*$/)),
  }),
]);

const CodeAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('described'),
    name: z.string(),
    description: z.string().check(z.maxLength(1_000)),
    version: z.string().check(z.maxLength(50)),
    match: z.array(Match).check(z.maxLength(50)),
  }),
  z.object({
    kind: z.literal('answer'),
    text: z.string(),
    files: z.array(z.string()).check(z.maxLength(20)),
  }),
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('error'), message: z.string() }),
]);
export type CodeAnswer = z.infer<typeof CodeAnswer>;

export type CodeQuestion = { kind: 'describe' } | { kind: 'message'; message: object; context: object };

export type CodeRun = {
  dir: string;
  file: string;
  cwd: string;
  environment: Record<string, string>;
  timeoutMs: number;
  signal: AbortSignal;
};

/** Never rejects for what the skill does: `error` says in a few words what went wrong. */
export async function runCode(
  runner: ProgramRunner,
  { dir, file, cwd, environment, timeoutMs, signal }: CodeRun,
  question: CodeQuestion,
): Promise<CodeAnswer> {
  const room = await mkdtemp(path.join(tmpdir(), 'rockpool-skill-'));
  try {
    const [asked, answered] = [path.join(room, 'question'), path.join(room, 'answer')];
    await writeFile(asked, JSON.stringify(question), { mode: 0o600 });
    const flags = `--no-warnings --max-old-space-size=${heapMiBMax} --max-semi-space-size=4`;
    const words = [runner.node, ...flags.split(' '), runner.script, dir, file].map(quote).join(' ');
    const ended = await runner.run({
      command: `exec ${words} <${quote(asked)} 3>${quote(answered)}`,
      cwd,
      environment,
      timeoutMs,
      signal,
    });
    const answer = await readAnswer(answered);
    // what was killed in the end may have answered before
    if (answer !== null && ended.ok) return answer;
    return { kind: 'error', message: lastRemark(ended.output) };
  } catch (error) {
    return { kind: 'error', message: (error as Error).message };
  } finally {
    await rm(room, { recursive: true, force: true });
  }
}

async function readAnswer(file: string): Promise<CodeAnswer | null> {
  // the program may have put a pipe or a link in its place
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const opened = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => null);
  if (opened === null) return null;
  try {
    const stat = await opened.stat();
    const { size } = stat;
    if (!stat.isFile()) return { kind: 'error', message: 'the answer cannot be read' };
    if (size > answerBytesMax) return { kind: 'error', message: 'the answer is larger than 1 MB' };
    if (size === 0) return null;
    const parsed = CodeAnswer.safeParse(JSON.parse(await opened.readFile('utf8')));
    return parsed.success ? parsed.data : { kind: 'error', message: 'the answer has the wrong shape' };
  } catch {
    return { kind: 'error', message: 'the answer cannot be read' };
  } finally {
    await opened.close();
  }
}

/** What befell the program stands in brackets at the end of its output. */
function lastRemark(output: string): string {
  if (/heap out of memory/.test(output)) return `it needed more than ${heapMiBMax} MB`;
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  return /^\[(.+)\]$/.exec(line)?.[1] ?? 'it ended without an answer';
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
