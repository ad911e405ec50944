import type { Db } from '../client.ts';
import { QueueAnswer, waitEstimateMs } from '../domain/claim-queue.ts';
import { placeOf, wholeLine } from './claim-queue-statements.ts';
import { run } from './connection.ts';

/** Where one user stands. `none`: nothing was asked, or the place was given up. */
export type LineView =
  | { kind: 'none' }
  | {
      kind: 'waiting';
      /** waiting places in front */
      before: number;
      /** of the whole line */
      length: number;
      /** answers a second in the last ten seconds */
      perSecond: number;
      /** null: nothing moved lately, so nobody can tell */
      estimateMs: number | null;
      /** the campaign is paused: the line stands still */
      paused: boolean;
      /** the membership source gave no answer; it is asked again in a moment */
      setAside: boolean;
    }
  | { kind: 'answered'; answer: QueueAnswer };

interface Line {
  paused: boolean;
  places: number[];
  answered: number;
  left_in_stock: number | null;
}

/** how old a picture of the line may be */
const staleMs = 500;
/** a line that nobody looks at any more */
const forgottenMs = 5_000;

export interface LineReader {
  look(campaignId: string, userId: string): Promise<LineView>;
  /** How many wait, and what is left for them; null = unlimited. */
  line(campaignId: string): Promise<{ length: number; left: number | null }>;
  /** How many wait in the longest line that was looked at in the last seconds. */
  longest(): number;
}

/** Reads places; the line as a whole is read twice a second at most, however many look. */
export function createLineReader(db: Db): LineReader {
  const lines = new Map<string, { at: number; line: Promise<Line | undefined> }>();

  const lengths = new Map<string, { at: number; length: number }>();

  function lineOf(campaignId: string): Promise<Line | undefined> {
    const known = lines.get(campaignId);
    if (known && performance.now() - known.at < staleMs) return known.line;
    const line = run<Line & Record<string, unknown>>(db.pool, wholeLine, [campaignId]).then(([row]) => {
      // who makes up campaigns must not fill the memory
      if (!row) lines.delete(campaignId);
      else lengths.set(campaignId, { at: performance.now(), length: row.places.length });
      return row;
    });
    lines.set(campaignId, { at: performance.now(), line });
    line.catch(() => lines.delete(campaignId));
    return line;
  }

  return {
    async look(campaignId, userId) {
      const [row] = await run<{ place: number; result: unknown; set_aside: boolean }>(db.pool, placeOf, [
        campaignId,
        userId,
      ]);
      if (!row) return { kind: 'none' };
      if (row.result !== null) return { kind: 'answered', answer: QueueAnswer.parse(row.result) };
      const line = (await lineOf(campaignId)) ?? {
        paused: false,
        places: [],
        answered: 0,
        left_in_stock: null,
      };
      const before = countBelow(line.places, row.place);
      const perSecond = line.answered / 10;
      const estimateMs = line.paused ? null : waitEstimateMs(before, perSecond);
      const length = line.places.length;
      return {
        kind: 'waiting',
        before,
        length,
        perSecond,
        estimateMs,
        paused: line.paused,
        setAside: row.set_aside,
      };
    },
    longest: () =>
      Math.max(
        0,
        ...[...lengths.values()]
          .filter(({ at }) => performance.now() - at < forgottenMs)
          .map(({ length }) => length),
      ),
    async line(campaignId) {
      const line = await lineOf(campaignId);
      return { length: line?.places.length ?? 0, left: line?.left_in_stock ?? null };
    },
  };
}

/** `sorted` ascending. */
function countBelow(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
