'use client';
import { localDate } from '@rockpool/db/domain/calendar';
import { policyAt, type CampaignFacts } from '@rockpool/db/domain/campaign-state';
import { claimsOpenAt } from '@rockpool/db/domain/policy';
import type { Tier } from '@rockpool/db/domain/plan';
import { simulateCalendar, type Behaviour, type SimulatedDay } from '@rockpool/db/domain/simulate-calendar';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { Input, Select } from '../../ui/field.tsx';
import { formatDay } from '../../ui/format-time.ts';
import { refusalText } from '../benefit/refusal-text.ts';
import { DaySquares, type DayLook } from '../computer/day-squares.tsx';
import { toWire } from '../computer/wire.ts';
import { Amount, Labelled, PlanChoice, pointsMax } from './preview-fields.tsx';
import { refusalWords, type PreviewTexts } from './preview-texts.ts';

const habits = ['daily', 'weekly', 'never'] as const;
type Habit = (typeof habits)[number];
const renewsOf: Record<Habit, Behaviour['renews']> = {
  daily: { how: 'daily' },
  weekly: { how: 'top-up', everyDays: 7 },
  never: { how: 'never' },
};

/** A user's calendar over the campaign under the form's policy, day by day, by the rules of the ledgers. */
export function CalendarSimulation(props: { facts: CampaignFacts; texts: PreviewTexts; now: Date }) {
  const { facts, texts, now } = props;
  const t = useTranslations('consoleCampaignPreview');
  const locale = useLocale() as Locale;
  const { zone, claimFirstDay, claimLastDay } = policyAt(facts, claimsOpenAt(facts.policy));
  const today = localDate(now, zone);
  const first = today > claimFirstDay && today <= claimLastDay ? today : claimFirstDay;
  const [claimOn, setClaimOn] = useState('');
  const [habit, setHabit] = useState<Habit>('daily');
  const [tier, setTier] = useState<Tier | null>('pro');
  const [points, setPoints] = useState(0);
  const [planLostOn, setPlanLostOn] = useState('');
  const days = simulateCalendar(facts, {
    tier,
    planLostOn: planLostOn || null,
    points,
    claimOn: claimOn || first,
    hour: 10,
    renews: renewsOf[habit],
    skips: [],
  });
  const spent = days.reduce((sum, day) => sum + day.pointsSpent, 0);
  const refusal = days.flatMap((day) => day.refusals.map((each) => ({ day, refusal: each })))[0];

  return (
    <div className="space-y-4">
      <div className="grid grid-cols-2 gap-3">
        <Labelled label={t('claimOn')}>
          <Input type="date" value={claimOn || first} onChange={(event) => setClaimOn(event.target.value)} />
        </Labelled>
        <Labelled label={t('habitLabel')}>
          <Select
            value={habit}
            onChange={(event) => setHabit(habits.find((each) => each === event.target.value) ?? 'daily')}
          >
            {habits.map((each) => (
              <option key={each} value={each}>
                {t(`habit.${each}`)}
              </option>
            ))}
          </Select>
        </Labelled>
        <PlanChoice value={tier} onChange={setTier} />
        <Amount label={t('points')} max={pointsMax} value={points} onChange={setPoints} />
        <Labelled label={t('planLostOn')} wide>
          <Input type="date" value={planLostOn} onChange={(event) => setPlanLostOn(event.target.value)} />
        </Labelled>
      </div>
      <section aria-live="polite" aria-label={t('result')} className="space-y-3">
        <dl className="grid grid-cols-3 gap-2 text-sm">
          {(
            [
              ['used', days.filter((day) => day.usedHours > 0).length],
              ['lapsed', days.filter((day) => day.lapsed).length],
              ['spent', spent],
            ] as const
          ).map(([name, value]) => (
            <div key={name} className="rounded-card bg-sunken p-2">
              <dt className="text-ink-2">{t(`sum.${name}`)}</dt>
              <dd className="text-lg font-semibold tabular">{value}</dd>
            </div>
          ))}
        </dl>
        <DaySquares
          label={t('result')}
          days={days.map((day) => ({
            look: lookOf(day),
            text: String(Number(day.date.slice(8))),
            label: labelOf(day),
          }))}
        />
        <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-2">{t('legend')}</p>
        {refusal && (
          <p className="text-sm">
            {t('firstNo', { day: refusal.day.date })}{' '}
            {refusalText(toWire(refusal.refusal), {
              t: refusalWords(texts, locale),
              locale,
              timeZone: zone,
            })}
          </p>
        )}
      </section>
    </div>
  );

  function labelOf(day: SimulatedDay): string {
    const date = formatDay(day.date, locale, 'day');
    return t('dayLabel', {
      date,
      available: day.available,
      points: day.pointsSpent,
      state: t(`dayState.${lookOf(day)}`),
    });
  }
}

const lookOf = (day: SimulatedDay): DayLook =>
  day.usedHours === 0 ? 'out_of_reach' : day.lapsed ? 'used' : day.granted > 0 ? 'banked' : 'free';
