'use client';
import { Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import type { NavLink } from '../console-nav.tsx';

export type PaletteTexts = Record<
  'title' | 'placeholder' | 'empty' | 'pages' | 'found' | 'user' | 'instance',
  string
>;

// nobody pays for it who does not open it
const Palette = dynamic(() => import('./palette.tsx').then((module) => module.Palette), { ssr: false });

/** ⌘K or Ctrl-K, and a button for who does not know it. */
export function PaletteKey({ links, texts }: { links: NavLink[]; texts: PaletteTexts }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <Button look="quiet" size="sm" onClick={() => setOpen(true)}>
        <Search aria-hidden className="size-4" />
        <span className="sr-only">{texts.title}</span>
        <kbd aria-hidden className="font-sans text-xs max-sm:hidden">
          ⌘K
        </kbd>
      </Button>
      {open && <Palette links={links} texts={texts} onClose={() => setOpen(false)} />}
    </>
  );
}
