import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { z } from 'zod';

/** How much went through, and its sha256 as hex. */
export const Tally = z.object({ bytes: z.number().int().min(0), sha256: z.string().length(64) });
export type Tally = z.infer<typeof Tally>;

/** Lets everything through and counts it. `tally` is final when the stream has ended. */
export function tallying(): { stream: Transform; bytes: () => number; tally: () => Tally } {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, bytes: () => bytes, tally: () => ({ bytes, sha256: hash.copy().digest('hex') }) };
}
