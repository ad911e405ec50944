'use client';
import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { NavLink } from '../console-nav.tsx';
import { findByText, type Found } from './actions.ts';
import type { PaletteTexts } from './palette-key.tsx';

const row =
  'flex min-h-10 cursor-pointer items-center gap-2 rounded-md px-3 py-2 text-sm data-[selected=true]:bg-sunken';

/** Pages, users by their number and computers by their id, by keyboard alone. Loaded when it is first asked for. */
export function Palette(props: { links: NavLink[]; texts: PaletteTexts; onClose: () => void }) {
  const { links, texts, onClose } = props;
  const router = useRouter();
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ text: string; rows: Found[] }>({ text: '', rows: [] });

  useEffect(() => {
    if (text.trim().length < 3) return;
    const timer = setTimeout(() => {
      // what was typed meanwhile makes an older answer worthless
      void findByText(text).then(
        (rows) => setFound({ text, rows }),
        () => setFound({ text, rows: [] }),
      );
    }, 200);
    return () => clearTimeout(timer);
  }, [text]);

  const rows = found.text === text ? found.rows : [];
  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label={texts.title}
      overlayClassName="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]"
      contentClassName="fixed top-[15dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 overflow-hidden rounded-card border border-line bg-surface shadow-card"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={texts.placeholder}
        className="w-full border-b border-line bg-transparent px-4 py-3 text-base placeholder:text-ink-2 focus:outline-none"
      />
      <Command.List className="max-h-[50dvh] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-sm text-ink-2">{texts.empty}</Command.Empty>
        <Command.Group
          heading={texts.pages}
          className="text-xs text-ink-2 [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5"
        >
          {links.map(({ id, href, text: name }) => (
            <Command.Item
              key={id}
              value={`${name} ${id}`}
              onSelect={() => go(href)}
              className={`${row} text-ink`}
            >
              {name}
            </Command.Item>
          ))}
        </Command.Group>
        {rows.length > 0 && (
          <Command.Group
            heading={texts.found}
            className="text-xs text-ink-2 [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5"
          >
            {rows.map(({ kind, id, label }) => (
              <Command.Item
                key={id}
                // the search was done on the server: what it found matches, however it was typed
                value={`${label} ${text}`}
                onSelect={() => go(`/console/${kind}s/${id}`)}
                className={`${row} text-ink`}
              >
                <span className="text-ink-2">{texts[kind]}</span>
                <span className="min-w-0 truncate font-mono">{label}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command.Dialog>
  );
}
