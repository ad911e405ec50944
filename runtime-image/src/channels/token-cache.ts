/** The token of one app: fetched when first needed, kept until three minutes before its end. */
export type IssuedToken = { token: string; expiresInSeconds: number };

export interface TokenCache {
  /** Calls at the same time share one fetch. Rejects as the fetch did, and forgets that. */
  get(): Promise<string>;
  /** The platform refused this token. A token fetched since then stays. */
  drop(token: string): void;
}

const reserveSeconds = 180;

export function createTokenCache(fetchToken: () => Promise<IssuedToken>, now: () => number): TokenCache {
  let held: { token: string; until: number } | null = null;
  let underWay: Promise<string> | null = null;

  async function renew(): Promise<string> {
    const { token, expiresInSeconds } = await fetchToken();
    held = { token, until: now() + (expiresInSeconds - reserveSeconds) * 1000 };
    return token;
  }

  return {
    get() {
      if (held && now() < held.until) return Promise.resolve(held.token);
      underWay ??= renew().finally(() => (underWay = null));
      return underWay;
    },
    drop(token) {
      if (held?.token === token) held = null;
    },
  };
}
