'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';

/**
 * The puzzle that a browser solves by itself before it may claim. Loaded when one is asked for, from this site alone. To
 * put a CAPTCHA of another provider in its place, its widget goes here and its check into puzzle.ts.
 */
export function PuzzleField({ onSolved }: { onSolved: (payload: string | null) => void }) {
  const t = useTranslations('line');
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'solving' | 'solved' | 'failed'>('solving');
  useEffect(() => {
    let ended = false;
    let widget: HTMLElement | undefined;
    void import('./altcha-widget.ts')
      .then(({ createWidget }) => {
        if (ended) return;
        widget = createWidget({
          challengeUrl: '/api/claim/puzzle',
          onChange(payload, failed) {
            setState(payload ? 'solved' : failed ? 'failed' : 'solving');
            onSolved(payload);
          },
        });
        place.current?.append(widget);
      })
      .catch(() => setState('failed'));
    return () => {
      ended = true;
      widget?.remove();
    };
  }, [onSolved]);
  return (
    <div>
      <div ref={place} hidden />
      <p className="min-h-5 text-sm text-ink-2" role="status">
        {t(`puzzle.${state}`)}
      </p>
    </div>
  );
}
