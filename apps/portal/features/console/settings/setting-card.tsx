'use client';
import type { SettingKey, Settings } from '@rockpool/db/domain/settings';
import { useActionState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../../ui/alert.tsx';
import { Card, CardHead } from '../../../ui/card.tsx';
import { Input, Select, Textarea } from '../../../ui/field.tsx';
import { Badge } from '../../../ui/status-pill.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { saveSetting } from './actions.ts';
import { nightHours, puzzleChoices, settingInputs, textOf } from './setting-form.ts';

type Value = Settings[SettingKey];
/** Keys of messages cannot have dots. */
const textKey = <K extends SettingKey>(key: K) =>
  key.replace('.', '_') as K extends `${infer A}.${infer B}` ? `${A}_${B}` : never;

/** One setting: what it means, what it is, what it would be by default. */
export function SettingCard(props: {
  setting: SettingKey;
  value: Value;
  byDefault: Value;
  mayEdit: boolean;
}) {
  const { setting, value, byDefault, mayEdit } = props;
  const t = useTranslations('consoleSettings');
  const [state, action] = useActionState(saveSetting, null);
  const name = textKey(setting);
  const answer = state?.kind === 'answer' ? state.answer : null;
  const isDefault = JSON.stringify(value) === JSON.stringify(byDefault);
  const shown = (of: Value) => wordsOf(of) || t('empty');

  function wordsOf(of: Value): string {
    if (typeof of === 'object' && 'fromHour' in of) return t('night.words', { ...of });
    if (setting === 'claim.puzzle') return t(`puzzle.${of as Settings['claim.puzzle']}`);
    return textOf(of).replaceAll('\n', ', ');
  }

  return (
    <Card>
      <CardHead
        id={name}
        title={t(`item.${name}.title`)}
        hint={t(`item.${name}.hint`)}
        action={!isDefault && <Badge>{t('changed')}</Badge>}
      />
      <form action={action} className="space-y-3">
        <input type="hidden" name="key" value={setting} />
        <fieldset disabled={!mayEdit} key={JSON.stringify(value)} aria-labelledby={name}>
          <SettingFields setting={setting} value={value} label={name} />
        </fieldset>
        <p className="text-sm text-ink-2">{t('default', { value: shown(byDefault) })}</p>
        {answer?.kind === 'saved' && <Alert tone="good" live title={t('saved')} />}
        {answer?.kind === 'wrong_value' && <Alert tone="bad" live title={t('wrongValue')} />}
        {answer?.kind === 'locks_out' && (
          <Alert tone="warning" live title={t('locksOut', { address: answer.address || '–' })}>
            {t('locksOutText')}
          </Alert>
        )}
        {answer?.kind === 'forbidden' && <Alert tone="bad" live title={t('forbidden')} />}
        {(state?.kind === 'unavailable' || state?.kind === 'wrong') && (
          <Alert tone="bad" live title={t('unavailable')} />
        )}
        {mayEdit && (
          <div className="flex flex-wrap gap-2">
            <SubmitButton name="to" value="value" size="sm">
              {t('save')}
            </SubmitButton>
            {!isDefault && (
              <SubmitButton name="to" value="default" look="quiet" size="sm">
                {t('reset')}
              </SubmitButton>
            )}
          </div>
        )}
      </form>
    </Card>
  );
}

function SettingFields({ setting, value, label }: { setting: SettingKey; value: Value; label: string }) {
  const t = useTranslations('consoleSettings');
  const common = { name: 'value', 'aria-labelledby': label };
  switch (settingInputs[setting]) {
    case 'list':
      return (
        <Textarea
          {...common}
          rows={3}
          spellCheck={false}
          defaultValue={textOf(value)}
          className="max-w-md font-mono text-sm"
        />
      );
    case 'number':
      return (
        <Input {...common} inputMode="numeric" defaultValue={textOf(value)} className="max-w-32 tabular" />
      );
    case 'puzzle':
      return (
        <Select {...common} defaultValue={textOf(value)} className="max-w-md">
          {puzzleChoices.map((choice) => (
            <option key={choice} value={choice}>
              {t(`puzzle.${choice}`)}
            </option>
          ))}
        </Select>
      );
    case 'night':
      return (
        <div className="grid max-w-md grid-cols-3 gap-3">
          {nightHours.map((hour) => (
            <label key={hour} className="text-sm text-ink-2">
              {t(`night.${hour}`)}
              <Input
                name={hour}
                inputMode="numeric"
                defaultValue={(value as Settings['reminders.night'])[hour]}
                className="mt-1 tabular"
              />
            </label>
          ))}
        </div>
      );
    default:
      return <Input {...common} maxLength={200} defaultValue={textOf(value)} className="max-w-md" />;
  }
}
