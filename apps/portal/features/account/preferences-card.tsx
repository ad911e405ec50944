import { cx } from 'class-variance-authority';
import { Check } from 'lucide-react';
import { cookies } from 'next/headers';
import { locales, type Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Button } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { setLocale, setTheme } from '../preferences/actions.ts';
import type { TimeZoneChoice } from '../preferences/save-time-zone.ts';
import { parseTheme, themeCookie, themes } from '../preferences/theme.ts';
import { TimeZoneForm } from '../preferences/time-zone-form.tsx';
import { timeZones } from '../preferences/time-zone.ts';

const languageName: Record<Locale, string> = { zh: '简体中文', en: 'English' };

export async function PreferencesCard(props: {
  t: Translator<'account'>;
  locale: Locale;
  now: string;
  timeZone: TimeZoneChoice | null;
}) {
  const { t, locale, now, timeZone } = props;
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <Card>
      <CardHead title={t('preferences')} />
      <div className="grid gap-5 sm:grid-cols-2">
        <Choice
          legend={t('language')}
          name="locale"
          action={setLocale}
          current={locale}
          options={locales.map((value) => ({ value, label: languageName[value] }))}
        />
        <Choice
          legend={t('theme')}
          name="theme"
          action={setTheme}
          current={theme}
          options={themes.map((value) => ({ value, label: t(`themes.${value}`) }))}
        />
      </div>
      {timeZone && (
        <TimeZoneForm
          choice={timeZone}
          zones={timeZones}
          now={now}
          locale={locale}
          texts={{
            label: t('timeZone.label'),
            hint: t('timeZone.hint'),
            automatic: t('timeZone.automatic', { zone: timeZone.automatic }),
            save: t('timeZone.save'),
            saved: t('timeZone.saved'),
            unknown: t('timeZone.unknown'),
            thereNow: t('timeZone.thereNow'),
          }}
        />
      )}
    </Card>
  );
}

function Choice(props: {
  legend: string;
  name: string;
  action: (form: FormData) => Promise<void>;
  current: string;
  options: { value: string; label: string }[];
}) {
  return (
    <form action={props.action}>
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">{props.legend}</legend>
        <div className="flex flex-wrap gap-2">
          {props.options.map((option) => {
            const chosen = option.value === props.current;
            return (
              <Button
                key={option.value}
                type="submit"
                size="sm"
                name={props.name}
                value={option.value}
                aria-pressed={chosen}
                className={cx(chosen && 'border-accent! bg-accent-soft! text-accent!')}
              >
                {chosen && <Check aria-hidden className="size-4" />}
                {option.label}
              </Button>
            );
          })}
        </div>
      </fieldset>
    </form>
  );
}
