'use client';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { OfflineBar } from '../live/offline-bar.tsx';
import { useLive } from '../live/use-live.ts';

export type BillingMark = { now: string; mark: string };

/** Reads the page anew when a payment, a refund or a plan has changed what it shows. */
export function LiveRefresh({ initial, offline }: { initial: BillingMark; offline: string }) {
  const router = useRouter();
  const { snapshot, connection } = useLive(initial, 'billing', '/api/billing/events');
  const { mark } = snapshot;
  useEffect(() => {
    if (mark !== initial.mark) router.refresh();
  }, [mark, initial.mark, router]);
  return <OfflineBar connection={connection} text={offline} />;
}
