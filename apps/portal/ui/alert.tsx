import { cx } from 'class-variance-authority';
import type { ReactNode } from 'react';
import { toneBox, toneIcon, type Tone } from './tone.ts';

/** What happened, what it means, what to do. `live` announces it to a screen reader when it appears later. */
export function Alert(props: {
  tone: Tone;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  live?: boolean;
  className?: string;
}) {
  const Icon = toneIcon[props.tone];
  return (
    <div
      role={props.live ? (props.tone === 'bad' ? 'alert' : 'status') : undefined}
      className={cx('flex gap-3 rounded-card p-3 sm:p-4', toneBox[props.tone], props.className)}
    >
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{props.title}</p>
        {props.children && <div className="mt-1 text-sm text-ink">{props.children}</div>}
        {props.action && <div className="mt-3 flex flex-wrap gap-2">{props.action}</div>}
      </div>
    </div>
  );
}
