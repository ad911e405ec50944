'use client';
import { ChevronRight, LoaderCircle } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Turn } from './chat-state.ts';
import { RichText } from './rich-text.tsx';
import { ToolCalls } from './tool-calls.tsx';

/** The answer while it is written. Not announced piece by piece: the finished one is. */
export function RunningTurn({ turn }: { turn: Turn | null }) {
  const t = useTranslations('chat');
  const text = useDeferredValue(turn?.text ?? '');
  const isAtTool = turn?.tools.some(({ output }) => output === null) ?? false;
  return (
    <div aria-live="off" className="flex flex-col gap-1">
      <p className="flex items-center gap-1 text-xs text-ink-2">
        {t('assistant')}
        <LoaderCircle aria-label={t('thinking')} className="size-3 animate-spin" />
      </p>
      {turn && (
        <>
          {turn.reasoning !== '' && (
            <details className="group mb-2 rounded-card border border-line text-sm" open={turn.text === ''}>
              <summary className="flex min-h-9 list-none items-center gap-2 px-3 py-1 text-ink-2">
                <span className="flex-1">{t('thoughts')}</span>
                <ChevronRight
                  aria-hidden
                  className="size-4 shrink-0 transition-transform group-open:rotate-90"
                />
              </summary>
              <p className="max-h-60 overflow-y-auto border-t border-line px-3 py-2 whitespace-pre-wrap text-ink-2">
                {turn.reasoning}
              </p>
            </details>
          )}
          <ToolCalls tools={turn.tools} isOver={false} />
          {text !== '' && <RichText text={turn.isPartial ? `… ${text}` : text} />}
        </>
      )}
      {turn?.text || isAtTool ? null : <p className="text-ink-2">{t('thinking')}</p>}
    </div>
  );
}
