'use client';
import type { ChatMessage } from '@rockpool/gateway/control';
import { cx } from 'class-variance-authority';
import { memo } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import type { Locale } from '@/i18n/locale.ts';
import { Time } from '@/ui/time.tsx';
import { RichText } from './rich-text.tsx';
import { ToolCalls } from './tool-calls.tsx';

/** One message of the conversation, wherever it came from. */
export const Message = memo(function Message({
  message,
  timeZone,
  beginsDay,
}: {
  message: ChatMessage;
  timeZone: string;
  /** the first of its day, which is said above it */
  beginsDay: boolean;
}) {
  const t = useTranslations('chat');
  const locale = useLocale() as Locale;
  const { role, text, tools, channel, at } = message;
  const isOwn = role === 'user';
  const who = isOwn ? t('you') : role === 'assistant' ? t('assistant') : t('notice');
  return (
    <li className={cx('flex flex-col gap-1', isOwn && 'items-end')}>
      {beginsDay && (
        <p className="mb-2 self-center text-xs text-ink-2">
          <Time at={at} shape="day" locale={locale} timeZone={timeZone} />
        </p>
      )}
      <p className="flex flex-wrap gap-x-2 text-xs text-ink-2">
        <span>{who}</span>
        {isOwn && channel !== 'web' && <span>{via(channel)}</span>}
        <Time at={at} shape="time" locale={locale} timeZone={timeZone} />
      </p>
      <div className={cx('max-w-full min-w-0', isOwn && ownBubble, role === 'notice' && noticeBubble)}>
        <ToolCalls tools={tools} isOver />
        {isOwn ? <p className="break-words whitespace-pre-wrap">{text}</p> : <RichText text={text} />}
      </div>
    </li>
  );

  function via(from: string): string {
    if (from === 'feishu' || from === 'api') return t(`via.${from}`);
    return t('via.other', { channel: from });
  }
});

export const ownBubble = 'rounded-card bg-accent-soft px-3 py-2 sm:max-w-[85%]';
const noticeBubble = 'w-full rounded-card border border-line bg-surface px-3 py-2 text-sm';
