'use client';
import { cx } from 'class-variance-authority';
import {
  Braces,
  ClipboardList,
  CreditCard,
  Gauge,
  IdCard,
  KeyRound,
  Megaphone,
  Monitor,
  Server,
  Settings,
  ShieldUser,
  Users,
  type LucideIcon,
} from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import type { ConsolePageId } from './navigation.ts';

const icons: Record<ConsolePageId, LucideIcon> = {
  overview: Gauge,
  campaigns: Megaphone,
  users: Users,
  instances: Monitor,
  hosts: Server,
  memberships: IdCard,
  payments: CreditCard,
  audit: ClipboardList,
  staff: ShieldUser,
  tokens: KeyRound,
  api: Braces,
  settings: Settings,
};

export type NavLink = { id: ConsolePageId; href: string; text: string };

/** The pages at the left of a desk, in one scrolling line on a phone. */
export function ConsoleNav({ label, links }: { label: string; links: NavLink[] }) {
  const path = usePathname();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // on a phone the line is longer than the screen: the page one is on is seen in it
    const line = nav.current;
    const current = line?.querySelector<HTMLElement>('[aria-current]');
    if (line && current) line.scrollLeft = current.offsetLeft - (line.clientWidth - current.offsetWidth) / 2;
  }, [path]);
  return (
    <nav
      ref={nav}
      aria-label={label}
      className="relative flex gap-1 overflow-x-auto border-line px-3 py-2 max-lg:border-b lg:w-52 lg:shrink-0 lg:flex-col lg:py-6"
    >
      {links.map(({ id, href, text }) => {
        const Icon = icons[id];
        const current = href === '/console' ? path === href : path?.startsWith(href);
        return (
          <Link
            key={id}
            href={href}
            aria-current={current ? 'page' : undefined}
            className={cx(
              'flex min-h-9 shrink-0 items-center gap-2.5 rounded-md px-3 py-1.5 text-sm font-medium transition-colors',
              current ? 'bg-sunken text-ink' : 'text-ink-2 hover:bg-sunken hover:text-ink',
            )}
          >
            <Icon aria-hidden className="size-4" />
            {text}
          </Link>
        );
      })}
    </nav>
  );
}
