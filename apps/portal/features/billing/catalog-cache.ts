import type { Catalog, PaymentProvider } from './provider.ts';

const freshMs = 3 * 60_000;
/** how long an old answer is better than none */
const staleMs = 60 * 60_000;

/** What is sold, asked for every few minutes. Null: not known now, since the provider has not answered for an hour. */
export type ReadCatalog = () => Promise<Catalog | null>;

export function cachedCatalog(provider: PaymentProvider, now: () => number = Date.now): ReadCatalog {
  let kept: { catalog: Catalog; at: number } | null = null;
  let asking: Promise<Catalog | null> | null = null;
  const ask = async () => {
    try {
      kept = { catalog: await provider.catalog(), at: now() };
    } catch {
      if (kept && now() - kept.at > staleMs) kept = null;
    }
    return kept?.catalog ?? null;
  };
  return () => {
    if (kept && now() - kept.at < freshMs) return Promise.resolve(kept.catalog);
    return (asking ??= ask().finally(() => (asking = null)));
  };
}
