import { cx } from 'class-variance-authority';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { toneBox, toneIcon, type Tone } from './tone.ts';

export function StatusPill(props: { tone: Tone; icon?: LucideIcon; spin?: boolean; children: ReactNode }) {
  const Icon = props.icon ?? toneIcon[props.tone];
  return (
    <span
      className={cx(
        'whitespace-nowrap inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-medium',
        toneBox[props.tone],
      )}
    >
      <Icon aria-hidden className={cx('size-4 shrink-0', props.spin && 'animate-spin')} />
      <span>{props.children}</span>
    </span>
  );
}

export function Badge({ children }: { children: ReactNode }) {
  return (
    <span className="inline-flex items-center rounded-md bg-sunken whitespace-nowrap px-1.5 py-0.5 text-xs font-medium text-ink-2">
      {children}
    </span>
  );
}
