import net from 'node:net';
import { listenOnLoopback } from './loopback.ts';

/** What becomes of the bytes that come back; null: they are kept. `at`: how many came before. `cut` ends the connection. */
export type Change = (chunk: Buffer, at: number, cut: () => void) => Buffer | null;

/** A place between who asks and who answers. */
export async function tamper(address: string, change: Change) {
  const cuts: (() => void)[] = [];
  const between = net.createServer({ allowHalfOpen: true }, (asker) => {
    const { port } = new URL(address);
    const giver = net.connect(Number(port), '127.0.0.1');
    let [at, kept] = [0, false];
    const cut = () => (asker.destroy(), giver.destroy());
    asker.pipe(giver);
    giver.on('data', (chunk: Buffer) => {
      const changed = change(chunk, at, cut);
      at += chunk.length;
      if (changed) asker.write(changed);
      else kept = true;
    });
    // Half open for ever, where bytes were kept back.
    giver.on('end', () => kept || asker.end());
    for (const socket of [asker, giver]) socket.on('error', cut);
    asker.on('close', cut);
    cuts.push(cut);
  });
  return {
    address: `http://127.0.0.1:${await listenOnLoopback(between)}`,
    [Symbol.asyncDispose]: () => {
      for (const cut of cuts) cut();
      return new Promise<void>((resolve) => between.close(() => resolve()));
    },
  };
}
