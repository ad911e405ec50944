'use client';
import { ArrowUp, Square } from 'lucide-react';
import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '@/ui/button.tsx';
import { CommandMenu, commandMenuId, commandOptionId } from './command-menu.tsx';
import { matchingCommands, type ChatCommand } from './commands.ts';

/** the gateway takes no more in one message */
const charactersMax = 100_000;
/** where the keyboard goes on when a button of the chat has gone */
export const composerId = 'chat-input';
const nearLimit = 90_000;
const heightMax = 208;

/** Enter sends, Shift+Enter breaks the line; an Enter that chooses a word in an input method does neither. */
export function Composer(props: {
  draft: string;
  commands: readonly ChatCommand[];
  onDraft: (draft: string) => void;
  onSend: (text: string) => void;
  onStop: () => void;
  isRunning: boolean;
  canSend: boolean;
}) {
  const t = useTranslations('chat');
  const { draft, onDraft, onSend, isRunning, canSend } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const [chosen, setChosen] = useState(0);
  const [isMenuShut, setMenuShut] = useState(false);
  const commands = isMenuShut ? [] : matchingCommands(draft, props.commands);
  const index = Math.min(chosen, commands.length - 1);
  const length = draft.length;
  const isTooLong = length > charactersMax;
  const isSendable = canSend && draft.trim() !== '' && !isTooLong;

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight + 2, heightMax)}px`;
  }, [draft]);

  function change(text: string) {
    setMenuShut(false);
    setChosen(0);
    onDraft(text);
  }
  function pick(name: string) {
    change(`/${name}`);
    setMenuShut(true);
    area.current?.focus();
  }
  function send() {
    if (!isSendable) return;
    onSend(draft);
    change('');
  }
  function onKeyDown(event: KeyboardEvent) {
    // 229: Safari reports the Enter that ends a composition after the composition
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const name = commands[index]?.name;
    if (name !== undefined && !(event.key === 'Enter' && draft === `/${name}`)) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setChosen((index + step + commands.length) % commands.length);
        return;
      }
      if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey)) {
        event.preventDefault();
        pick(name);
        return;
      }
    }
    if (event.key === 'Escape') setMenuShut(true);
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  const isOpen = commands.length > 0;
  const limit = isTooLong
    ? t('tooLong', { length, max: charactersMax })
    : length > nearLimit
      ? t('nearLimit', { length, max: charactersMax })
      : null;
  return (
    <form
      className="relative"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {isOpen && <CommandMenu commands={commands} chosen={index} onPick={pick} />}
      <div className="flex items-end gap-2">
        <textarea
          ref={area}
          id={composerId}
          rows={1}
          value={draft}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          aria-label={t('input')}
          placeholder={t('placeholder')}
          aria-autocomplete="list"
          aria-controls={isOpen ? commandMenuId : undefined}
          aria-activedescendant={isOpen ? commandOptionId(commands[index]!.name) : undefined}
          aria-invalid={isTooLong || undefined}
          aria-describedby="chat-limit"
          className="block min-h-11 w-full min-w-0 flex-1 resize-none rounded-card border border-line-strong bg-surface px-3 py-2 text-base text-ink placeholder:text-ink-2 aria-invalid:border-red"
        />
        {isRunning && (
          <Button
            onClick={(event) => {
              // the button goes with the turn; not for a finger, which would bring the phone's keyboard up
              if (event.detail === 0) area.current?.focus();
              props.onStop();
            }}
            aria-label={t('stop')}
            title={t('stop')}
            size="iconLarge"
          >
            <Square aria-hidden className="size-4" />
          </Button>
        )}
        <Button
          type="submit"
          look="primary"
          disabled={!isSendable}
          aria-label={t('send')}
          title={t('send')}
          size="iconLarge"
        >
          <ArrowUp aria-hidden className="size-5" />
        </Button>
      </div>
      <p
        id="chat-limit"
        className={`mt-1 text-xs ${isTooLong ? 'text-red' : 'text-ink-2'}`}
        aria-live="polite"
      >
        {limit ?? <span className="max-sm:hidden">{t('keys')}</span>}
      </p>
    </form>
  );
}
