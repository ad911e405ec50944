/** What the Prisma CLI asks for on the command line. */
export interface EngineArguments {
  /** paths of schema files */
  datamodels: string[];
  /** empty when the CLI needs no database, e.g. to format a schema */
  url: string;
  /** `cli <command>`: one command instead of the protocol */
  command: string | undefined;
  version: boolean;
}

export function readArguments(argv: string[]): EngineArguments {
  const args: EngineArguments = { datamodels: [], url: '', command: undefined, version: false };
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === 'cli') args.command = rest.shift();
    else if (word === '--version') args.version = true;
    else if (word === '--datamodels') args.datamodels.push(rest.shift() ?? '');
    else if (word === '--datasource') args.url = readUrl(rest.shift());
    // other options have one value each and do not concern this engine
    else if (word.startsWith('--')) rest.shift();
  }
  return args;
}

/** The `shadowDatabaseUrl` is left out: a shadow made and dropped by us can never be the main database. */
const readUrl = (json = '{}') => (JSON.parse(json) as { url?: string }).url ?? '';
