'use client';
import { useActionState, useState } from 'react';
import type { Locale } from '../../i18n/locale.ts';
import { SelectField } from '../../ui/field.tsx';
import { formatTime, zoneName } from '../../ui/format-time.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useAppClock } from '../live/use-app-clock.ts';
import { setTimeZone } from './actions.ts';
import type { TimeZoneChoice } from './save-time-zone.ts';

type Texts = Record<'label' | 'hint' | 'automatic' | 'save' | 'saved' | 'unknown' | 'thereNow', string>;

/** The automatic zone and every other one, with what the clocks show there; works without scripts too. */
export function TimeZoneForm(props: {
  choice: TimeZoneChoice;
  zones: readonly string[];
  now: string;
  locale: Locale;
  texts: Texts;
}) {
  const { choice, texts } = props;
  const [outcome, action] = useActionState(setTimeZone, null);
  return (
    <form action={action} className="mt-5 space-y-3">
      {/* begins anew with what was saved: a form that was sent shows its first values again */}
      <ZoneSelect key={choice.chosen ? choice.zone : ''} {...props} />
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton size="sm">{texts.save}</SubmitButton>
        <p role="status" className="text-sm text-ink-2">
          {outcome && texts[outcome]}
        </p>
      </div>
    </form>
  );
}

function ZoneSelect({ choice, zones, now, locale, texts }: Parameters<typeof TimeZoneForm>[0]) {
  const { zone, chosen, automatic } = choice;
  const saved = chosen ? zone : '';
  const [selected, setSelected] = useState(saved);
  const others = chosen ? zones.filter((each) => each !== zone) : zones;
  return (
    <div>
      <SelectField
        id="time-zone"
        name="timeZone"
        label={texts.label}
        hint={texts.hint}
        defaultValue={saved}
        onChange={({ target }) => setSelected(target.value)}
      >
        {chosen && <option value={zone}>{zone}</option>}
        <option value="">{texts.automatic}</option>
        {others.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </SelectField>
      <p className="mt-1.5 text-sm text-ink-2 tabular">
        {texts.thereNow} <ThereNow now={now} locale={locale} timeZone={selected || automatic} />
      </p>
    </div>
  );
}

function ThereNow({ now, locale, timeZone }: { now: string; locale: Locale; timeZone: string }) {
  const at = new Date(useAppClock(now));
  return (
    <time dateTime={at.toISOString()} suppressHydrationWarning>
      {formatTime(at, 'dateTime', locale, timeZone)} · {zoneName(locale, timeZone)}
    </time>
  );
}
