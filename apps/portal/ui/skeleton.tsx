import { cx } from 'class-variance-authority';

/** A place of the final size. Give it the height and width of what will stand there. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('animate-pulse rounded-card bg-sunken', className)} />;
}
