'use client';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { InputField } from '../../ui/field.tsx';

export const pointsMax = 1_000_000;

/** How many points to give or to take, and what will be after. */
export function PointsField({ mode, balance }: { mode: 'give' | 'take'; balance: number }) {
  const t = useTranslations('consoleUsers');
  const id = useId();
  const [points, setPoints] = useState(10);
  const after = mode === 'give' ? balance + points : balance - points;
  const hint = after < 0 ? t('pointsShort', { balance }) : t('pointsAfter', { points: after });
  return (
    <InputField
      id={id}
      label={t('points')}
      hint={<span aria-live="polite">{hint}</span>}
      name="points"
      type="number"
      inputMode="numeric"
      min={1}
      max={pointsMax}
      step={1}
      required
      value={points || ''}
      onChange={(event) =>
        setPoints(Math.max(0, Math.min(pointsMax, Math.trunc(Number(event.target.value)))))
      }
    />
  );
}
