'use client';
import { useEffect, useState } from 'react';

/**
 * The service's now in milliseconds, ticking on its full seconds. `now` is what the server said with its last
 * snapshot; the browser's clock only measures what has passed since, so it may be wrong, and nothing drifts.
 */
export function useAppClock(now: string): number {
  const [clock, setClock] = useState({ now, elapsedMs: 0 });
  useEffect(() => {
    const receivedAt = Date.now();
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      const elapsedMs = Date.now() - receivedAt;
      setClock({ now, elapsedMs });
      timer = setTimeout(tick, 1000 - ((Date.parse(now) + elapsedMs) % 1000));
    };
    timer = setTimeout(tick, 1000 - (Date.parse(now) % 1000));
    return () => clearTimeout(timer);
  }, [now]);
  return Date.parse(now) + (clock.now === now ? clock.elapsedMs : 0);
}
