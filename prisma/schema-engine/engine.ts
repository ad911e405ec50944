import { readFileSync } from 'node:fs';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { adapterFactory } from './adapter.ts';
import type { EngineArguments } from './arguments.ts';
import { createDatabase, targetOf } from './connection.ts';
import { writeLog } from './log.ts';
import { loadBindings } from './wasm.ts';

/** Answers one call of the protocol. `print` sends text that the CLI shows. Rejects with what `describe` explains. */
export interface Engine {
  call(method: string, params: unknown, print: (text: string) => void): Promise<unknown>;
  describe(error: unknown): { message: string; code: string | undefined; isPanic: boolean };
}

/** Some commands need an engine but no database; their URL is empty and never connected to. */
const noDatabase = 'postgresql://postgres@127.0.0.1:1/none';

type Methods = Record<string, (params: unknown) => Promise<unknown>>;

export function openEngine({ url, datamodels }: EngineArguments): Engine {
  const factory = bindMigrationAwareSqlAdapterFactory(adapterFactory(url || noDatabase));
  let opening: Promise<Methods> | undefined;
  const open = async () => {
    const { SchemaEngine } = await loadBindings();
    const files = datamodels.map((path): [string, string] => [path, readFileSync(path, 'utf8')]);
    const options = { datamodels: files.length > 0 ? files : undefined };
    const engine = await SchemaEngine.new(
      options,
      (line: unknown) => writeLog('INFO', String(line)),
      factory,
    );
    return engine as unknown as Methods;
  };
  return {
    async call(method, params, print) {
      // the module leaves this one to whoever runs it
      if (method === 'createDatabase') {
        await createDatabase(url);
        return { databaseName: targetOf(url).config.database };
      }
      const engine = await (opening ??= open());
      const name = method === 'getDatabaseVersion' ? 'version' : method;
      const result = await engine[name]!(params);
      return method === 'diff' ? printed(result as DiffResult, print) : (result ?? null);
    },
    describe(error) {
      const { message, code, name } = error as { message?: string; code?: string; name?: string };
      const behind = factory.errorRegistry.consumeError(0)?.error;
      return { message: message ?? String(behind ?? error), code, isPanic: name === 'RuntimeError' };
    },
  };
}

interface DiffResult {
  stdout?: string;
}

/** The native engine sends the text of a comparison as a message of its own. */
function printed({ stdout, ...result }: DiffResult, print: (text: string) => void) {
  if (stdout) print(stdout.replace(/\n$/, ''));
  return result;
}
