import { cva, cx, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps } from 'react';

const button = cva(
  'inline-flex items-center justify-center gap-2 rounded-card border font-medium whitespace-normal text-center transition-colors select-none disabled:opacity-55 disabled:pointer-events-none aria-busy:pointer-events-none',
  {
    variants: {
      look: {
        primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-hover',
        secondary: 'border-line bg-surface text-ink hover:bg-sunken',
        quiet: 'border-transparent bg-transparent text-ink-2 hover:bg-sunken hover:text-ink',
        danger: 'border-red bg-surface text-red hover:bg-red-soft',
      },
      size: {
        md: 'min-h-11 px-4 py-2 text-[15px]',
        sm: 'min-h-9 px-3 py-1 text-sm',
        icon: 'size-9 p-0 text-sm',
        iconLarge: 'size-11 shrink-0 p-0',
      },
      wide: { true: 'w-full' },
    },
    defaultVariants: { look: 'secondary', size: 'md' },
  },
);

type Look = VariantProps<typeof button>;

/** `busy` keeps the width and the label, adds a spinner and swallows clicks. */
export function Button({
  look,
  size,
  wide,
  busy = false,
  className,
  children,
  ...rest
}: ComponentProps<'button'> & Look & { busy?: boolean }) {
  return (
    <button type="button" {...rest} aria-busy={busy} className={cx(button({ look, size, wide }), className)}>
      {busy && <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" />}
      {children}
    </button>
  );
}

export function ButtonLink({ look, size, wide, className, ...rest }: ComponentProps<typeof Link> & Look) {
  return <Link {...rest} className={cx(button({ look, size, wide }), className)} />;
}
