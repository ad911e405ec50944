import { setTimeout as delay } from 'node:timers/promises';
import type { FilesFrame } from '@rockpool/gateway/control';
import type { StateFile, StateFileName } from '../driver.ts';
import { hashFiles } from '../files-hash.ts';
import { deliveries } from './deliveries.ts';
import type { Container } from './engine-answer.ts';
import type { Engine } from './engine.ts';
import { addressOf, filesHashAt } from './gateway-port.ts';

const frameBytesMax = 1024 * 1024;
const takeOverMs = 3_000;

type Stdin = Awaited<ReturnType<Engine['attachStdin']>>;

/**
 * Brings the files to a program that runs. One that answers already is waited for until it says that it has them; one that has
 * ended meanwhile needs none. Throws when they were not taken.
 * @param attached the program's standard input, where it was attached before the start
 */
export async function deliver(
  engine: Engine,
  containerId: string,
  files: readonly StateFile[],
  attached?: Stdin,
): Promise<void> {
  const hash = hashFiles(files);
  const line = frameOf(files);
  const before = await engine.inspectContainer(containerId);
  if (!before?.running) return;
  const address = addressOf(before);
  const says = await filesHashAt(address);
  const stdin = attached ?? (await engine.attachStdin(containerId));
  try {
    await stdin.writeLine(line);
  } catch (error) {
    if ((await engine.inspectContainer(containerId))?.running) throw error;
    return;
  } finally {
    stdin.end();
  }
  deliveries.remember(before, hash);
  if (says === null) return;
  for (const deadline = Date.now() + takeOverMs; Date.now() < deadline; await delay(20)) {
    if ((await filesHashAt(address)) === hash) return;
  }
  if ((await engine.inspectContainer(containerId))?.startedAt !== before.startedAt) return;
  throw new Error(`the gateway has not taken its files over within ${takeOverMs / 1000} s`);
}

/** Of the files that a program has, as it says itself, else as far as this process knows. */
export const filesHashOf = async (container: Container): Promise<string> =>
  (await filesHashAt(addressOf(container))) ?? deliveries.hashOf(container);

function frameOf(files: readonly StateFile[]): string {
  const text = (name: StateFileName) => files.find((file) => file.name === name)?.text ?? null;
  const frame: FilesFrame = {
    files: {
      'openclaw.json': text('openclaw.json') ?? '',
      'rockpool.json': text('rockpool.json'),
      '.env': text('.env'),
    },
  };
  const line = JSON.stringify(frame);
  if (Buffer.byteLength(line) >= frameBytesMax)
    throw new Error('the files of the instance are larger than 1 MiB');
  // what a writer that died half way left in the pipe ends here, so that it spoils nothing but itself
  return `\n${line}`;
}
