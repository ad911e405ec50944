import { ExternalLink, FlaskConical } from 'lucide-react';
import type { ReactNode } from 'react';

/** Says that something on the page is simulated, and leads to the simulator. */
export function SandboxLabel({ children, href }: { children: ReactNode; href?: string | null }) {
  const look =
    'inline-flex items-center gap-1.5 rounded-card border border-dashed border-line-strong px-2.5 py-1 text-sm text-ink-2';
  const inside = (
    <>
      <FlaskConical aria-hidden className="size-4 shrink-0" />
      <span>{children}</span>
    </>
  );
  if (!href) return <span className={look}>{inside}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer" className={`${look} hover:bg-sunken hover:text-ink`}>
      {inside}
      <ExternalLink aria-hidden className="size-3.5 shrink-0" />
    </a>
  );
}
