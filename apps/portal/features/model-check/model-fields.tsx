'use client';
import { useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { postJson, type Refused } from '../api/post-json.ts';
import type { ModelResult } from '../set-up/save-model.ts';
import type { ModelView } from '../set-up/snapshot.ts';
import { Button } from '@/ui/button.tsx';
import { describedBy, Field, Input, InputField, SelectField } from '@/ui/field.tsx';
import { OutsideLink } from '@/ui/text-link.tsx';
import { ModelResultAlert } from './model-result.tsx';
import { modelFormats, type ModelForm, type ModelFormat } from './model-form.ts';
import { presetUrl, type ModelPreset } from './presets.ts';

type Work = 'test' | 'save';
export type ShownResult = { result: ModelResult | Refused; work: Work };

export function ModelFields(props: {
  stored: ModelView | null;
  presets: ModelPreset[];
  onSaved: () => void;
  onCancel: (() => void) | null;
}) {
  const t = useTranslations('model');
  const { stored, presets, onSaved, onCancel } = props;
  const [form, setForm] = useState<ModelForm>(() =>
    stored ? fromStored(stored, presets) : fromPreset(presets[0]!),
  );
  const [working, setWorking] = useState<Work | null>(null);
  const [shown, setShown] = useState<ShownResult | null>(null);
  const preset = presets.find(({ id }) => id === form.preset) ?? presets.at(-1)!;

  const change = (part: Partial<ModelForm>) => {
    setForm({ ...form, ...part });
    setShown(null);
  };

  /** The address follows the form of API as long as it is the preset's own. */
  const changeFormat = (format: ModelFormat) => {
    const isPresets = modelFormats.some((each) => presetUrl(preset, each) === form.baseUrl);
    change({ format, ...(isPresets && { baseUrl: presetUrl(preset, format) ?? form.baseUrl }) });
  };

  async function run(work: Work) {
    setWorking(work);
    setShown(null);
    const result = await postJson<ModelResult>(
      work === 'save' ? '/api/set-up/model' : '/api/set-up/model/test',
      form,
    );
    setWorking(null);
    setShown({ result, work });
    if (result.ok && work === 'save') {
      setForm((current) => ({ ...current, key: '' }));
      onSaved();
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    void run('save');
  }

  const keyHint = preset.sampleKey
    ? t('sandboxKey')
    : stored
      ? `${t('keyKept')} ${t('keyHint')}`
      : t('keyHint');
  return (
    <form onSubmit={submit} className="space-y-4">
      <SelectField
        id="model-preset"
        label={t('preset')}
        // in the place of the button that opened the form
        autoFocus={stored !== null}
        value={form.preset}
        onChange={(event) => change(fromPreset(presets.find(({ id }) => id === event.target.value)!))}
      >
        {presets.map(({ id }) => (
          <option key={id} value={id}>
            {t(`presets.${id as 'custom'}`)}
          </option>
        ))}
      </SelectField>
      <SelectField
        id="model-format"
        label={t('format')}
        value={form.format}
        onChange={(event) => changeFormat(event.target.value as ModelFormat)}
      >
        {modelFormats.map((format) => (
          <option key={format} value={format}>
            {t(`formats.${format}`)}
          </option>
        ))}
      </SelectField>
      <InputField
        id="model-url"
        label={t('baseUrl')}
        hint={t(`baseUrlHints.${form.format}`)}
        inputMode="url"
        autoCapitalize="none"
        spellCheck={false}
        autoComplete="off"
        required
        value={form.baseUrl}
        onChange={(event) => change({ baseUrl: event.target.value })}
      />
      <Field id="model-name" label={t('model')} hint={t('modelHint')}>
        <Input
          id="model-name"
          list="model-names"
          autoCapitalize="none"
          spellCheck={false}
          autoComplete="off"
          required
          value={form.model}
          onChange={(event) => change({ model: event.target.value })}
          {...describedBy('model-name', { hint: true })}
        />
        <datalist id="model-names">
          {preset.models.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </Field>
      <InputField
        id="model-key"
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
        required={!stored}
        value={form.key}
        onChange={(event) => change({ key: event.target.value })}
      />
      <div>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" busy={working === 'save'} disabled={working === 'test'}>
            {t('save')}
          </Button>
          <Button busy={working === 'test'} disabled={working === 'save'} onClick={() => void run('test')}>
            {t('test')}
          </Button>
          {onCancel && (
            <Button look="quiet" disabled={working !== null} onClick={onCancel}>
              {t('cancel')}
            </Button>
          )}
        </div>
        <div aria-live="polite" className="[&>*]:mt-4">
          {working && <p className="text-sm text-ink-2">{t('testing')}</p>}
          {shown && <ModelResultAlert {...shown} />}
        </div>
      </div>
    </form>
  );
}

function fromPreset({ id, baseUrl, models, sampleKey }: ModelPreset): ModelForm {
  const format = 'openai-completions';
  return { preset: id, format, baseUrl, model: models[0] ?? '', key: sampleKey ?? '' };
}

function fromStored({ preset, format, baseUrl, model }: ModelView, presets: ModelPreset[]): ModelForm {
  const known = presets.some(({ id }) => id === preset) ? preset : 'custom';
  return { preset: known, format, baseUrl, model, key: '' };
}
