'use client';
import { LoaderCircle } from 'lucide-react';
import type { Connection } from './use-live.ts';

/** Lies over the page's lower edge, so that nothing moves when it comes and goes. */
export function OfflineBar({ connection, text }: { connection: Connection; text: string }) {
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-0 z-30 flex justify-center p-3">
      {connection === 'away' && (
        <p className="flex items-center gap-2 rounded-card bg-amber-soft px-4 py-2 text-sm font-medium text-amber shadow-card">
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
          {text}
        </p>
      )}
    </div>
  );
}
