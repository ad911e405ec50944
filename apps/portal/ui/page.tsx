import { cx } from 'class-variance-authority';
import type { ReactNode } from 'react';

const widths = { narrow: 'max-w-md', normal: 'max-w-3xl', wide: 'max-w-6xl' };

/** The column below the top bar. */
export function Page({ width = 'wide', children }: { width?: keyof typeof widths; children: ReactNode }) {
  return (
    <main id="main" className={cx('mx-auto w-full px-4 pt-6 pb-16 sm:px-6 sm:pt-10', widths[width])}>
      {children}
    </main>
  );
}

export function PageHead({
  title,
  hint,
  action,
}: {
  title: ReactNode;
  hint?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-2xl font-semibold text-balance">{title}</h1>
        {hint && <p className="mt-1 text-ink-2">{hint}</p>}
      </div>
      {action}
    </header>
  );
}
