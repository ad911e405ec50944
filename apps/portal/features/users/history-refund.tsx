import type { HistoryRow } from '@rockpool/db/views/console-user-history';
import { isRefundable, RefundDialog } from '../payments/refund-dialog.tsx';

/** Below a payment of which money can still go back: the way to do it. */
export function HistoryRefund({ row, phone }: { row: HistoryRow; phone: string }) {
  if (row.kind !== 'purchase' && row.kind !== 'plan_payment') return null;
  if (!isRefundable(row.detail.state)) return null;
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-2">
      <RefundDialog kind={row.kind} phone={phone} {...row.detail} />
    </div>
  );
}
