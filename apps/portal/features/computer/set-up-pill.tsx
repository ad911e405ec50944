'use client';
import { useTranslations } from 'use-intl/react';
import { StatusPill } from '../../ui/status-pill.tsx';
import type { Tone } from '../../ui/tone.ts';
import type { Snapshot } from './snapshot.ts';

type State = Snapshot['setUp']['state'];
const tones: Record<State, Tone> = { unconfigured: 'neutral', configured: 'info', verified: 'good' };

export function SetUpPill({ state }: { state: State }) {
  const t = useTranslations('computer');
  return <StatusPill tone={tones[state]}>{t(`setUp.${state}`)}</StatusPill>;
}
