'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const usualMs = 15_000;
/** a page that nobody looks at must not keep its session alive */
const watchedMs = 30 * 60_000;

/** Reads the page again every 15 seconds, or as often as it says, while it is seen and somebody is there. */
export function KeepFresh({ everyMs = usualMs }: { everyMs?: number | undefined }) {
  const router = useRouter();
  useEffect(() => {
    let touchedAt = performance.now();
    const touch = () => void (touchedAt = performance.now());
    const signs = ['pointermove', 'keydown', 'scroll', 'focus'] as const;
    for (const sign of signs) addEventListener(sign, touch, { passive: true });
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && performance.now() - touchedAt < watchedMs)
        router.refresh();
    }, everyMs);
    return () => {
      clearInterval(timer);
      for (const sign of signs) removeEventListener(sign, touch);
    };
  }, [router, everyMs]);
  return null;
}
