import { parseArgs, type ParseArgsConfig } from 'node:util';
import { CliError } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The options of a command. Throws `CliError` (2) for unknown ones and for words that are not options. */
export function readOptions<const T extends Options>(args: string[], options: T, wordsMax = 0) {
  try {
    const { values, positionals } = parseArgs({
      args,
      options,
      allowPositionals: wordsMax > 0,
      strict: true,
    });
    if (positionals.length > wordsMax) throw new Error(`${positionals[wordsMax]} is too much.`);
    return { values, words: positionals };
  } catch (error) {
    const first = (error as Error).message.split('. ', 1)[0] ?? '';
    throw new CliError(`${first.replace(/\.$/, '')}. "rockpool-gateway help" shows how it is written.`, 2);
  }
}
