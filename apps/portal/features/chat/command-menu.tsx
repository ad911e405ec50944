'use client';
import { cx } from 'class-variance-authority';
import { useEffect, useRef } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import type { ChatCommand } from './commands.ts';

export const commandMenuId = 'chat-commands';
export const commandOptionId = (name: string) => `chat-command-${name}`;

/** The list above the input; the keyboard stays in the input, which names the chosen option. */
export function CommandMenu(props: {
  commands: readonly ChatCommand[];
  chosen: number;
  onPick: (name: string) => void;
}) {
  const t = useTranslations('chat');
  const locale = useLocale() === 'zh' ? 'zh' : 'en';
  const option = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // newer browsers answer with a promise, which React would call when the menu closes
    void option.current?.scrollIntoView({ block: 'nearest' });
  }, [props.chosen]);
  return (
    <ul
      id={commandMenuId}
      role="listbox"
      aria-label={t('commandMenu')}
      // longer than its box: who scrolls by keys must be able to get into it
      tabIndex={0}
      className="absolute inset-x-0 bottom-full z-10 mb-2 max-h-64 overflow-y-auto rounded-card border border-line bg-surface p-1 shadow-card"
    >
      {props.commands.map(({ name, help }, index) => (
        <li
          key={name}
          ref={index === props.chosen ? option : null}
          id={commandOptionId(name)}
          role="option"
          aria-selected={index === props.chosen}
          // before the input loses its focus
          onPointerDown={(event) => {
            event.preventDefault();
            props.onPick(name);
          }}
          className={cx(
            'flex cursor-pointer flex-wrap items-baseline gap-x-3 rounded-md px-3 py-2',
            index === props.chosen ? 'bg-sunken' : 'hover:bg-sunken',
          )}
        >
          <span className="font-mono text-sm">/{name}</span>
          <span className="text-sm text-ink-2">{help[locale]}</span>
        </li>
      ))}
    </ul>
  );
}
