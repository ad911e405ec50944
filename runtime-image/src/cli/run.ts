/** What was typed → the command that does it, help, or what is wrong with it. */
import { nearNames } from '../commands/near.ts';
import type { Process } from '../program.ts';
import { shorten } from '../shorten.ts';
import { CliError } from './command.ts';
import { commandNames, commandsAbout, commandText, usageText } from './help.ts';
import { shellLocale } from './locale.ts';
import { findCliCommand } from './table.ts';

const helpOptions = ['--help', '-h'];

/** Resolves with the exit code; 2 for what cannot be understood. */
export async function runCli(program: Process): Promise<number> {
  const { argv } = program;
  const locale = shellLocale(program.environment);
  const isHelp = argv.length === 0 || argv[0] === 'help' || argv.some((word) => helpOptions.includes(word));
  if (isHelp) {
    const words = argv.slice(argv[0] === 'help' ? 1 : 0).filter((word) => !helpOptions.includes(word));
    const about = commandsAbout(words);
    if (words.length > 0 && about.length === 0) return unknown(words, program);
    const texts = about.map((each) => `${commandText(each, locale)}\n`);
    program.out(words.length === 0 ? usageText(locale) : texts.join('\n'));
    return 0;
  }
  const found = findCliCommand(argv);
  if (found === null) return unknown(argv, program);
  try {
    const run = await found.command.load();
    return await run(found.args, program);
  } catch (error) {
    const isOfSystem = typeof (error as NodeJS.ErrnoException).syscall === 'string';
    if (!(error instanceof CliError || isOfSystem)) throw error;
    program.err(`${(error as Error).message}\n`);
    return error instanceof CliError ? error.code : 1;
  }
}

function unknown(argv: readonly string[], program: Process): number {
  const locale = shellLocale(program.environment);
  const [first = ''] = argv;
  if (first === 'start') {
    program.err('start takes nothing more: what it does is said by the configuration.\n');
    return 2;
  }
  const about = commandsAbout([first]);
  const near = about.length > 0 ? [] : nearNames(first, commandNames);
  const meant = near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`;
  const rest =
    about.length > 0 ? `${about.map((each) => commandText(each, locale)).join('\n\n')}\n` : usageText(locale);
  program.err(`There is no command "${shorten(argv.join(' '), 80)}".${meant}\n\n${rest}`);
  return 2;
}
