/** When a page is asked for later, so that what is under way gets done. */
export type Load = {
  /** requests that are being answered, event streams left out */
  open: number;
  /** how late timers come, smoothed */
  lagMs: number;
};

/** more than this waits for seconds behind each other */
const openMax = 200;
const lagMsMax = 400;

/** Pages of people on their way in. Whoever has a computer is on other pages, and places in line are kept by `/api/claim`. */
const entrance = /^\/(claim|sign-in)?$/;

export function mustWait(request: { method: string; pathname: string }, { open, lagMs }: Load): boolean {
  return request.method === 'GET' && entrance.test(request.pathname) && (open > openMax || lagMs > lagMsMax);
}

/** Seconds until the page tries again; `jitter` in 0..1 keeps thousands from coming back together. */
export const retryAfterSeconds = (jitter: number): number => 5 + Math.round(jitter * 10);
