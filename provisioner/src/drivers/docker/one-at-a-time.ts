const lasts = new Map<string, Promise<unknown>>();

/** Runs when everything that was begun under the same key in this process has ended, however it ended. */
export async function oneAtATime<T>(key: string, run: () => Promise<T>): Promise<T> {
  const before = lasts.get(key) ?? Promise.resolve();
  const mine = before.then(run, run);
  lasts.set(key, mine);
  try {
    return await mine;
  } finally {
    if (lasts.get(key) === mine) lasts.delete(key);
  }
}
