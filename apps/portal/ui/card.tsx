import { cx } from 'class-variance-authority';
import type { ComponentProps, ReactNode } from 'react';

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return (
    <section
      {...rest}
      className={cx('rounded-card border border-line bg-surface p-4 shadow-card sm:p-6', className)}
    />
  );
}

/** `level` is the heading level on the page, so that the outline stays right wherever the card is used. */
export function CardHead(props: {
  title: ReactNode;
  hint?: ReactNode;
  action?: ReactNode;
  level?: 2 | 3;
  id?: string;
}) {
  const Heading = props.level === 3 ? 'h3' : 'h2';
  return (
    <div className="mb-4 flex flex-wrap items-start justify-between gap-x-4 gap-y-2 last:mb-0">
      <div className="min-w-0">
        <Heading id={props.id} className="text-base font-semibold">
          {props.title}
        </Heading>
        {props.hint && <p className="mt-0.5 text-sm text-ink-2">{props.hint}</p>}
      </div>
      {props.action}
    </div>
  );
}
