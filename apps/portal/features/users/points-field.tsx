'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { AmountField } from './amount-field.tsx';

const pointsMax = 1_000_000;

/** How many points to give or to take, and what will be after. */
export function PointsField({ mode, balance }: { mode: 'give' | 'take'; balance: number }) {
  const t = useTranslations('consoleUsers');
  const [points, setPoints] = useState(10);
  const after = mode === 'give' ? balance + points : balance - points;
  const hint = after < 0 ? t('pointsShort', { balance }) : t('pointsAfter', { points: after });
  return (
    <AmountField
      name="points"
      label={t('points')}
      hint={hint}
      max={pointsMax}
      value={points}
      onChange={setPoints}
    />
  );
}
