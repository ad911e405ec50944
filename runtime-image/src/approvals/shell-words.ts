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
 * Programs that run what their arguments or files say, carry things away or destroy them: to allow one of them whatever its arguments
 * would be to allow everything.
 */
const launchers = new Set(
  (
    'sh bash dash zsh ksh fish busybox env xargs sudo su doas nice nohup setsid timeout time watch script strace gdb chroot ' +
    'find awk gawk mawk nawk sed perl python python2 python3 ruby node nodejs deno bun php lua tclsh ed vi vim nano less more man ' +
    'make cmake npm npx pnpm yarn pip pip3 uv cargo go git gh docker podman kubectl ssh scp sftp rsync curl wget nc ncat socat telnet ' +
    'tar zip unzip 7z sort split ffmpeg tee dd cp mv ln install rm chmod chown kill pkill killall at crontab parallel flock exec eval ' +
    'source command builtin trap export set unset alias'
  ).split(' '),
);

/**
 * What "always" stands for: the program, where its name alone says enough; else just this command. A path is never a program: what
 * lies there can be replaced.
 */
export function allowanceFor(command: string): ExecAllowance {
  const program = simpleWords(command)?.[0];
  if (program !== undefined && isPlainProgram(program)) return { kind: 'program', pattern: program };
  return { kind: 'command', pattern: command.trim() };
}

export function isPlainProgram(word: string): boolean {
  return (
    /^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(word) &&
    !launchers.has(word.replace(/\.?\d+(\.\d+)*$/, '')) &&
    !launchers.has(word)
  );
}

export function isListed(command: string, allowed: readonly ExecAllowance[]): boolean {
  const exact = command.trim();
  const program = simpleWords(command)?.[0];
  return allowed.some(({ kind, pattern }) => (kind === 'command' ? pattern === exact : pattern === program));
}
