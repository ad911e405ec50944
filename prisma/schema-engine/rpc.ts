import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Engine } from './engine.ts';

interface Request {
  id: number | string;
  /** absent in the CLI's replies to our own messages */
  method?: string;
  params: unknown;
}

/** Prisma's code for an error that its `data` explains. */
const errorInData = 4466;

/** Answers JSON-RPC lines one after the other until stdin ends, then ends the process. */
export function serve(engine: Engine): void {
  let answered = Promise.resolve();
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
  lines.on('line', (line) => {
    if (line.trim()) answered = answered.then(() => answer(engine, JSON.parse(line) as Request));
  });
  // the engine's connections would keep the process alive
  lines.on('close', () => void answered.finally(() => process.exit(0)));
}

async function answer(engine: Engine, { id, method, params }: Request): Promise<void> {
  if (!method) return;
  try {
    send({ id, result: await engine.call(method, params, print) });
  } catch (error) {
    const { message, code, isPanic } = engine.describe(error);
    const data = { is_panic: isPanic, message, error_code: code, meta: {} };
    const summary = 'An error happened. Check the data field for details.';
    send({ id, error: { code: errorInData, message: summary, data } });
  }
}

const print = (content: string) => send({ id: randomUUID(), method: 'print', params: { content } });

const send = (message: object) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
