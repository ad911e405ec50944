'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** Reads the page's data again every so often while it is looked at, and once more when `inMs` has passed. */
export function Refresh({ everyMs, inMs }: { everyMs: number; inMs: number | null }) {
  const router = useRouter();
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') router.refresh();
    };
    const timer = setInterval(look, everyMs);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [router, everyMs]);
  useEffect(() => {
    // an edge that is further away is found by the interval; setTimeout cannot count that far
    if (inMs === null || inMs > everyMs) return;
    const timer = setTimeout(() => router.refresh(), inMs + 50);
    return () => clearTimeout(timer);
  }, [router, everyMs, inMs]);
  return null;
}
