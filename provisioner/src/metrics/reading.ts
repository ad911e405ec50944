/**
 * A reading that several gauges of one scrape share. Null when it fails or takes longer than `patienceMs`: a scrape must not
 * fail, or hang, with what it measures.
 */
export function reading<T>(patienceMs: number, ask: () => Promise<T>): () => Promise<T | null> {
  let underWay: Promise<T | null> | undefined;
  return () => (underWay ??= answerWithin(patienceMs, ask).finally(() => (underWay = undefined)));
}

async function answerWithin<T>(ms: number, ask: () => Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
