import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** One sentence and the one action. */
export function EmptyState(props: { icon: LucideIcon; children: ReactNode; action?: ReactNode }) {
  const Icon = props.icon;
  return (
    <div className="flex flex-col items-center gap-3 px-4 py-8 text-center text-ink-2">
      <Icon aria-hidden className="size-6" />
      <p>{props.children}</p>
      {props.action}
    </div>
  );
}
