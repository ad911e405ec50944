import { parseEnv } from './env.ts';
import { run } from './run.ts';

try {
  const service = await run(parseEnv(process.env));
  // A terminal and a supervisor may both pass the same Ctrl-C on; every further signal waits for the same end.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      void service.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
