import { failures } from './answers.ts';

/** The documented limits: per app and API, per chat. Counting stops nothing while `enabled` is false. */
export interface RateLimits {
  /** Throws 99991400 above 50 a second or 1000 a minute. */
  callApi(appId: string, api: string): void;
  /** Throws 230020 above 5 messages a second into one chat. */
  sendTo(chatId: string): void;
  /** Throws above 5 messages a second or 100 a minute of one group robot. */
  robot(id: string): void;
  /** Throws 99991400 above `perSecond` changes of one thing (a card, an edited message). */
  change(id: string, perSecond: number): void;
}

export function createRateLimits(enabled: boolean, now: () => number): RateLimits {
  const windows = new Map<string, number[]>();

  function within(key: string, limit: number, windowMs: number): boolean {
    const at = now();
    const recent = (windows.get(key) ?? []).filter((instant) => instant > at - windowMs);
    const isAllowed = recent.length < limit;
    if (isAllowed) recent.push(at);
    windows.set(key, recent);
    return isAllowed;
  }

  return {
    callApi(appId, api) {
      if (!enabled) return;
      if (!within(`second/${appId}/${api}`, 50, 1000)) throw failures.rateLimit(50, 1);
      if (!within(`minute/${appId}/${api}`, 1000, 60_000)) throw failures.rateLimit(1000, 60);
    },
    sendTo(chatId) {
      if (enabled && !within(`chat/${chatId}`, 5, 1000)) throw failures.chatRateLimit();
    },
    robot(id) {
      if (!enabled) return;
      if (!within(`robot-second/${id}`, 5, 1000)) throw failures.rateLimit(5, 1);
      if (!within(`robot-minute/${id}`, 100, 60_000)) throw failures.rateLimit(100, 60);
    },
    change(id, perSecond) {
      if (enabled && !within(`change/${id}`, perSecond, 1000)) throw failures.rateLimit(perSecond, 1);
    },
  };
}
