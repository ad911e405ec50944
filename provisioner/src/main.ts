import { parseEnv } from './env.ts';
import { run } from './run.ts';

try {
  const service = await run(parseEnv(process.env));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // A second signal ends at once: whoever sends it does not want to wait for drains.
    process.once(signal, () => {
      process.once(signal, () => process.exit(1));
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
