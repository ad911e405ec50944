import { cx } from 'class-variance-authority';
import Link from 'next/link';
import type { ComponentProps } from 'react';

const look = 'font-medium text-accent underline decoration-1 underline-offset-3 hover:decoration-2';

export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link {...rest} className={cx(look, className)} />;
}

/** To another site, in a tab of its own, so that what is typed here stays. */
export function OutsideLink({ className, ...rest }: ComponentProps<'a'>) {
  return <a {...rest} target="_blank" rel="noreferrer" className={cx(look, className)} />;
}
