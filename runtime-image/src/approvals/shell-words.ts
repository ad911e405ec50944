/** What can be told of a shell command without running it. Pure. */

/** What somebody allowed: one command to the letter, or a program with whatever arguments. */
export type ExecAllowance = { kind: 'command' | 'program'; pattern: string };

/** characters that make a shell do more than start one program with words; inside of single quotes they are letters */
const operators = /[;&|<>()$`\\"'*?[\]{}~#!\n\r]/;

/**
 * The words of a command that starts one program and nothing else; null for everything that a shell would interpret: operators,
 * substitutions, variables, patterns, assignments in front. Better a question too many than a program too many.
 */
export function simpleWords(command: string): string[] | null {
  const words: string[] = [];
  for (const [part] of command.trim().matchAll(/(?:'[^']*'|[^\s'])+/g)) {
    const bare = part.replace(/'([^']*)'/g, '');
    if (operators.test(bare) || bare.includes("'")) return null;
    words.push(part.replaceAll("'", ''));
  }
  // an odd quote is never part of a match, so what is left over betrays it
  const seen =
    command
      .trim()
      .match(/(?:'[^']*'|[^\s'])+|\s+/g)
      ?.join('') ?? '';
  if (seen !== command.trim() || /[\n\r]/.test(command.trim())) return null;
  const [program] = words;
  return program === undefined || program === '' || program.includes('=') ? null : words;
}

/**
 * Programs that, whatever their arguments, start no other program, write nothing and read no file's content. A list of the harmless, as
 * there is no end to the others: `sort` writes, `sqlite3` has a shell, `date -f` tells a file line by line in its complaints.
 */
const harmless = new Set(
  'ls pwd echo printf true false sleep seq whoami id groups uname uptime nproc arch df free basename dirname stat which'.split(
    ' ',
  ),
);

/**
 * What "always" stands for: the program, where its name alone says enough; else just this command. A path is never a program: what
 * lies there can be replaced. What was listed as a program by an older list counts no longer.
 */
export function allowanceFor(command: string): ExecAllowance {
  const program = simpleWords(command)?.[0];
  if (program !== undefined && isPlainProgram(program)) return { kind: 'program', pattern: program };
  return { kind: 'command', pattern: command.trim() };
}

export function isPlainProgram(word: string): boolean {
  return harmless.has(word);
}

export function isListed(command: string, allowed: readonly ExecAllowance[]): boolean {
  const exact = command.trim();
  const program = simpleWords(command)?.[0];
  return allowed.some(({ kind, pattern }) =>
    kind === 'command' ? pattern === exact : pattern === program && isPlainProgram(pattern),
  );
}
