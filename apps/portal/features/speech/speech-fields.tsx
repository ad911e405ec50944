'use client';
import { sameAsModel, speechModes, type SpeechMode } from '@rockpool/db/domain/speech';
import { useState, type ComponentProps, type FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { postJson, type Refused } from '../api/post-json.ts';
import { Button } from '@/ui/button.tsx';
import { InputField, SelectField } from '@/ui/field.tsx';
import { OutsideLink } from '@/ui/text-link.tsx';
import type { SpeechResult } from './save-speech.ts';
import type { SpeechForm } from './speech-form.ts';
import type { SpeechPreset } from './speech-presets.ts';
import { SpeechResultAlert, type SpeechWork } from './speech-result.tsx';
import type { SpeechView } from './speech-view.ts';

const typed = { autoCapitalize: 'none', spellCheck: false, autoComplete: 'off' } as const;

export function SpeechFields(props: {
  stored: SpeechView | null;
  hasModel: boolean;
  presets: SpeechPreset[];
  onSaved: (result: SpeechResult) => void;
  onCancel: () => void;
}) {
  const t = useTranslations('speech');
  const { stored, presets, onSaved, onCancel } = props;
  const [form, setForm] = useState<SpeechForm>(() =>
    stored ? fromStored(stored, presets) : { ...fromPreset(presets[0]!), auto: 'inbound' },
  );
  const [working, setWorking] = useState<SpeechWork | null>(null);
  const [shown, setShown] = useState<{ result: SpeechResult | Refused; work: SpeechWork } | null>(null);
  const preset = presets.find(({ id }) => id === form.preset) ?? presets.at(-1)!;
  const isSame = form.preset === sameAsModel;
  const hasKey = stored !== null && stored.preset !== sameAsModel;

  const change = (part: Partial<SpeechForm>) => {
    setForm({ ...form, ...part });
    setShown(null);
  };
  /** A field of text of the form. */
  const field = (name: 'baseUrl' | 'speakingModel' | 'voice' | 'hearingModel') =>
    ({
      id: `speech-${name}`,
      value: form[name],
      onChange: (event) => change({ [name]: event.target.value }),
      ...typed,
    }) satisfies ComponentProps<'input'>;

  async function run(work: SpeechWork) {
    setWorking(work);
    setShown(null);
    const url = work === 'save' ? '/api/set-up/speech' : '/api/set-up/speech/test';
    const result = await postJson<SpeechResult>(url, form);
    setWorking(null);
    if (result.ok && work === 'save') onSaved(result);
    else setShown({ result, work });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void run('save');
  }

  const keyHint = preset.sampleKey
    ? t('sandboxKey')
    : hasKey
      ? `${t('keyKept')} ${t('keyHint')}`
      : t('keyHint');
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <SelectField
          id="speech-preset"
          autoFocus
          label={t('preset')}
          hint={isSame ? t(props.hasModel ? 'sameHint' : 'sameNoModel') : undefined}
          value={form.preset}
          onChange={(event) => change(fromPreset(presets.find(({ id }) => id === event.target.value)!))}
        >
          {presets.map(({ id }) => (
            <option key={id} value={id}>
              {t(`presets.${id as 'custom'}`)}
            </option>
          ))}
        </SelectField>
        {!isSame && (
          <>
            <InputField
              {...field('baseUrl')}
              label={t('baseUrl')}
              hint={t('baseUrlHint')}
              inputMode="url"
              required
            />
            <InputField
              id="speech-key"
              label={t('key')}
              hint={keyHint}
              action={
                preset.keyPage && (
                  <OutsideLink href={preset.keyPage} className="text-sm">
                    {t('keyPage')}
                  </OutsideLink>
                )
              }
              type="password"
              autoComplete="off"
              spellCheck={false}
              required={!hasKey}
              value={form.key}
              onChange={(event) => change({ key: event.target.value })}
            />
          </>
        )}
        <InputField {...field('hearingModel')} label={t('hearingModel')} hint={t('hearingHint')} />
        <InputField {...field('speakingModel')} label={t('speakingModel')} hint={t('speakingHint')} />
        {form.speakingModel.trim() !== '' && (
          <>
            <InputField {...field('voice')} label={t('voice')} hint={t('voiceHint')} required />
            <SelectField
              id="speech-auto"
              label={t('auto')}
              hint={t('autoHint')}
              value={form.auto}
              onChange={(event) => change({ auto: event.target.value as SpeechMode })}
            >
              {speechModes.map((mode) => (
                <option key={mode} value={mode}>
                  {t(`autos.${mode}`)}
                </option>
              ))}
            </SelectField>
          </>
        )}
      </div>
      <div>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" busy={working === 'save'} disabled={working === 'test'}>
            {t('save')}
          </Button>
          <Button busy={working === 'test'} disabled={working === 'save'} onClick={() => void run('test')}>
            {t('test')}
          </Button>
          <Button look="quiet" disabled={working !== null} onClick={onCancel}>
            {t('cancel')}
          </Button>
        </div>
        <div aria-live="polite" className="[&>*]:mt-4">
          {working && <p className="text-sm text-ink-2">{t('testing')}</p>}
          {shown && <SpeechResultAlert {...shown} />}
        </div>
      </div>
    </form>
  );
}

function fromPreset({ id, baseUrl, speakingModel, voice, hearingModel, sampleKey }: SpeechPreset) {
  return { preset: id, baseUrl, speakingModel, voice, hearingModel, key: sampleKey ?? '' };
}

function fromStored(stored: SpeechView, presets: SpeechPreset[]): SpeechForm {
  const { preset, baseUrl, speakingModel, voice, hearingModel, auto } = stored;
  const known = presets.some(({ id }) => id === preset) ? preset : 'custom';
  const names = { speakingModel, voice, hearingModel, auto };
  return { preset: known, baseUrl: preset === sameAsModel ? '' : baseUrl, key: '', ...names };
}
