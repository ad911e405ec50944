'use client';
import { CircleAlert, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { Button } from '@/ui/button.tsx';
import type { Outgoing } from './chat-state.ts';
import { ownBubble } from './message.tsx';

/** A message on its way. One that did not arrive keeps its text and can be sent again, taken back or deleted. */
export function OutgoingMessage(props: {
  entry: Outgoing;
  onResend: () => void;
  onEdit: () => void;
  onDiscard: () => void;
}) {
  const t = useTranslations('chat');
  const { entry } = props;
  const isFailed = entry.state === 'failed';
  return (
    <li className="flex flex-col items-end gap-1">
      <div className={`max-w-full min-w-0 opacity-80 ${ownBubble}`}>
        <p className="break-words whitespace-pre-wrap">{entry.text}</p>
      </div>
      {entry.state === 'sending' && (
        <p className="flex items-center gap-1 text-xs text-ink-2">
          <LoaderCircle aria-hidden className="size-3 animate-spin" />
          {t('sending')}
        </p>
      )}
      {isFailed && (
        <div className="flex flex-wrap items-center justify-end gap-1">
          <p role="alert" className="flex items-center gap-1 text-sm text-red">
            <CircleAlert aria-hidden className="size-4 shrink-0" />
            {t('failed')}
          </p>
          <Button size="sm" onClick={props.onResend}>
            {t('retry')}
          </Button>
          <Button size="sm" look="quiet" onClick={props.onEdit}>
            {t('editAgain')}
          </Button>
          <Button size="sm" look="quiet" onClick={props.onDiscard}>
            {t('discard')}
          </Button>
        </div>
      )}
    </li>
  );
}
