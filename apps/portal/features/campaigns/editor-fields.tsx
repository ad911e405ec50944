'use client';
import { endOfDay, isZone } from '@rockpool/db/domain/calendar';
import { tiers } from '@rockpool/db/domain/plan';
import { useLocale, useTranslations } from 'use-intl/react';
import type { ReactNode } from 'react';
import type { Locale } from '../../i18n/locale.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { InputField, SelectField } from '../../ui/field.tsx';
import { formatTime, zoneName } from '../../ui/format-time.ts';
import { tierName } from '../benefit/refusal-text.ts';
import type { CampaignFields, FieldName, FieldProblem } from './campaign-fields.ts';

type Hinted = Exclude<FieldName, 'lite' | 'pro' | 'max'>;
type Props = {
  fields: CampaignFields;
  onChange: (name: FieldName, value: string) => void;
  problemOf: (name: FieldName) => FieldProblem | undefined;
  slugFixed: boolean;
  /** of a stored campaign the stock is changed on its page, where it holds at once */
  asksStock: boolean;
};

const zones = ['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Singapore', 'Asia/Tokyo', 'Europe/London', 'UTC'];

/** All that a policy says, group by group; each with its unit and what it means for a user. */
export function EditorFields({ fields, onChange, problemOf, slugFixed, asksStock }: Props) {
  const t = useTranslations('consoleCampaignEditor');
  const locale = useLocale() as Locale;

  function text(
    name: Hinted,
    more: { type?: string; unit?: boolean; list?: string; disabled?: boolean } = {},
  ) {
    const id = `campaign-${name}`;
    const problem = problemOf(name);
    const error = problem && t(`wrong.${problem}`);
    const hint = hintOf(name);
    return (
      <InputField
        key={name}
        id={id}
        label={t(`field.${name}.label`)}
        error={error}
        hint={hint}
        value={fields[name]}
        type={more.type ?? 'text'}
        inputMode={more.unit ? 'numeric' : undefined}
        list={more.list}
        disabled={more.disabled}
        maxLength={200}
        onChange={(event) => onChange(name, event.target.value)}
        className={more.unit || more.type === 'date' ? 'max-w-48 tabular' : undefined}
      />
    );
  }

  function hintOf(name: Hinted): ReactNode {
    const hint = t(`field.${name}.hint`);
    if (name !== 'claimLastDay' && name !== 'lastDayOfUse') return hint;
    const [date, zone] = [fields[name], fields.zone];
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !isZone(zone)) return hint;
    const end = formatTime(endOfDay(date, zone), 'full', locale, zone);
    return t('sentences', { first: hint, second: t('exclusiveEnd', { end, zone: zoneName(locale, zone) }) });
  }

  const box = (name: FieldName, label: ReactNode, hint?: ReactNode) => (
    <label key={name} className="flex items-start gap-2">
      <input
        id={`campaign-${name}`}
        type="checkbox"
        className="mt-1 size-4 accent-accent"
        checked={fields[name] === 'yes'}
        onChange={(event) => onChange(name, event.target.checked ? 'yes' : '')}
      />
      <span>
        {label}
        {hint && <span className="block text-sm text-ink-2">{hint}</span>}
      </span>
    </label>
  );

  const select = (name: 'onPlanLoss' | 'entry', options: { value: string; text: string }[]) => {
    const id = `campaign-${name}`;
    const hint = t(`field.${name}.hint`);
    return (
      <SelectField
        id={id}
        label={t(`field.${name}.label`)}
        hint={hint}
        value={fields[name]}
        onChange={(event) => onChange(name, event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </SelectField>
    );
  };

  return (
    <>
      <Group title={t('group.names')}>
        <div className="grid gap-4 sm:grid-cols-2">
          {text('nameZh')}
          {text('nameEn')}
        </div>
        {text('slug', { disabled: slugFixed })}
      </Group>
      <Group title={t('group.when')}>
        {text('zone', { list: 'campaign-zones' })}
        <datalist id="campaign-zones">
          {zones.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <div className="grid gap-4 sm:grid-cols-2">
          {text('claimFirstDay', { type: 'date' })}
          {text('claimLastDay', { type: 'date' })}
          {text('lastDayOfUse', { type: 'date' })}
          {text('retentionDays', { unit: true })}
        </div>
      </Group>
      <Group title={t('group.who')} hint={problemOf('pro') === 'nobody' ? undefined : t('group.whoHint')}>
        <fieldset className="flex flex-wrap gap-x-6 gap-y-2">
          <legend className="mb-1.5 text-sm font-medium">{t('tiers')}</legend>
          {tiers.map((tier) => box(tier, tierName(tier)))}
        </fieldset>
        {problemOf('pro') === 'nobody' && (
          <p role="alert" className="text-sm text-red">
            {t('wrong.nobody')}
          </p>
        )}
        {box('takesPoints', t('field.takesPoints.label'), t('field.takesPoints.hint'))}
        {fields.takesPoints === 'yes' && (
          <div className="grid gap-4 sm:grid-cols-2">
            {text('pointsClaim', { unit: true })}
            {text('pointsDay', { unit: true })}
          </div>
        )}
        {select('entry', [
          { value: 'open', text: t('entry.open') },
          { value: 'invitation', text: t('entry.invitation') },
        ])}
      </Group>
      <Group title={t('group.many')}>
        {asksStock && text('stock', { unit: true })}
        {box('waitingList', t('field.waitingList.label'), t('field.waitingList.hint'))}
      </Group>
      <Group title={t('group.long')}>
        <div className="grid gap-4 sm:grid-cols-3">
          {text('firstGrantDays', { unit: true })}
          {text('bankDaysMax', { unit: true })}
          {text('totalDaysMax', { unit: true })}
        </div>
        {select('onPlanLoss', [
          { value: 'finish', text: t('onPlanLoss.finish') },
          { value: 'stop', text: t('onPlanLoss.stop') },
        ])}
      </Group>
    </>
  );
}

function Group({ title, hint, children }: { title: ReactNode; hint?: ReactNode; children: ReactNode }) {
  return (
    <Card>
      <CardHead title={title} hint={hint} />
      <div className="space-y-4">{children}</div>
    </Card>
  );
}
