'use client';
import { Square, SquareCheck } from 'lucide-react';
import { useTranslations } from 'use-intl/react';

/** The box of a line in a list of things to do: shown and spoken, nothing to press. */
export function TaskMark({ isDone }: { isDone: boolean }) {
  const t = useTranslations('chat');
  const Icon = isDone ? SquareCheck : Square;
  return (
    <Icon
      role="img"
      aria-label={t(isDone ? 'task.done' : 'task.open')}
      className="mr-1.5 inline size-4 align-text-bottom text-ink-2"
    />
  );
}
