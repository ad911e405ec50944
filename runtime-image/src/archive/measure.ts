import type { WorkspaceSize } from '../control/workspace.ts';
import type { Found } from './walk.ts';

/** How much there is to take along, counted for at most `budgetMs`; `complete` is false when that was not enough. */
export async function measure(
  found: AsyncIterable<Found>,
  budgetMs: number,
  monotonic: () => number = () => performance.now(),
): Promise<Omit<WorkspaceSize, 'busy'>> {
  const from = monotonic();
  let [files, bytes] = [0, 0];
  for await (const each of found) {
    if (each.kind === 'file') {
      files += 1;
      bytes += each.size;
    }
    if (monotonic() - from > budgetMs) return { files, bytes, complete: false };
  }
  return { files, bytes, complete: true };
}
