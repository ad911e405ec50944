/** What a colour means. Colour never stands alone: each tone has an icon, and the caller's text says the rest. */
import { CircleAlert, CircleCheck, CircleDashed, Info, TriangleAlert, type LucideIcon } from 'lucide-react';

export type Tone = 'good' | 'info' | 'warning' | 'bad' | 'neutral';

export const toneIcon: Record<Tone, LucideIcon> = {
  good: CircleCheck,
  info: Info,
  warning: TriangleAlert,
  bad: CircleAlert,
  neutral: CircleDashed,
};

export const toneBox: Record<Tone, string> = {
  good: 'bg-green-soft text-green',
  info: 'bg-blue-soft text-blue',
  warning: 'bg-amber-soft text-amber',
  bad: 'bg-red-soft text-red',
  neutral: 'bg-sunken text-ink-2',
};
