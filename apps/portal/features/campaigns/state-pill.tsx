import type { CampaignState, CampaignStatus } from '@rockpool/db/domain/campaign-state';
import { CalendarClock, CalendarX2, CirclePause, FilePen, PackageX } from 'lucide-react';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { formatTime } from '../../ui/format-time.ts';
import { StatusPill } from '../../ui/status-pill.tsx';
import type { Tone } from '../../ui/tone.ts';

const looks: Record<CampaignState, { tone: Tone; icon?: typeof FilePen }> = {
  draft: { tone: 'neutral', icon: FilePen },
  scheduled: { tone: 'info', icon: CalendarClock },
  open: { tone: 'good' },
  paused: { tone: 'warning', icon: CirclePause },
  sold_out: { tone: 'neutral', icon: PackageX },
  closed: { tone: 'neutral', icon: CalendarX2 },
  ended: { tone: 'neutral', icon: CalendarX2 },
};

export async function StatePill({ state }: { state: CampaignState }) {
  const t = await getTranslator('consoleCampaigns');
  return <StatusPill {...looks[state]}>{t(`state.${state}`)}</StatusPill>;
}

/** What time alone will make of it, and when, by the campaign's zone. */
export async function NextChange({ next, zone }: { next: CampaignStatus['next']; zone: string }) {
  const [t, locale] = await Promise.all([getTranslator('consoleCampaigns'), getLocale()]);
  if (!next) return null;
  const at = formatTime(next.at, 'dateTime', locale, zone);
  return <>{t('next', { at, state: t(`state.${next.state}`) })}</>;
}
