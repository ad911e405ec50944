import { createInterface } from 'node:readline/promises';
import { connect, type Api } from './api.ts';
import { readConfig } from './config.ts';
import { exitCodes, Failure } from './failure.ts';
import { outputTo, type Output } from './output.ts';

/** Where the program runs. */
export interface Surroundings {
  /** of the environment; before what `login` kept */
  url: string | undefined;
  token: string | undefined;
  configFile: string;
  /** somebody can be asked */
  isTerminal: boolean;
  columns?: number | undefined;
}

export interface Options {
  json?: boolean | undefined;
  yes?: boolean | undefined;
}

/** What a command works with. */
export interface Session {
  readonly around: Surroundings;
  readonly options: Options;
  readonly out: Output;
  /** asks for address and token when it is first used */
  readonly api: Api;
  /** prints the API's answer as JSON where that is wanted, else what `people` prints */
  show<T>(answer: T, people: (answer: T) => void): void;
  /** goes on only if somebody agrees: by `--yes`, or at the question */
  agree(what: string): Promise<void>;
}

export function openSession(around: Surroundings, options: Options): Session {
  const out = outputTo((text) => process.stdout.write(text));
  let api: Api | undefined;
  return {
    around,
    options,
    out,
    get api() {
      return (api ??= connect(credentials(around)));
    },
    show: (answer, people) => (options.json ? out.json(answer) : people(answer)),
    async agree(what) {
      if (options.yes) return;
      if (!around.isTerminal)
        throw new Failure(exitCodes.usage, `${what}\nNobody can be asked here: give --yes to do it.`);
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      const answer = await lines.question(`${what}\nType "yes" to do it: `);
      lines.close();
      if (answer.trim() !== 'yes') throw new Failure(exitCodes.usage, 'Nothing was changed.');
    },
  };
}

function credentials({ url, token, configFile }: Surroundings): { url: string; token: string } {
  const kept = url && token ? null : readConfig(configFile);
  // a token that was kept for one address is not shown to another
  const found = {
    url: url || kept?.url,
    token: token || (url && url !== kept?.url ? undefined : kept?.token),
  };
  if (found.url && found.token) return { url: found.url, token: found.token };
  throw new Failure(
    exitCodes.notAllowed,
    'No address and token: run "rockpool login", or set ROCKPOOL_URL and ROCKPOOL_TOKEN.',
  );
}
