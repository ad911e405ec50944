'use client';
import { useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Translator } from '@/i18n/translator-for.ts';
import type { Refused } from '../api/post-json.ts';
import type { SaveBotResult } from '../set-up/save-bot.ts';
import type { BotView } from '../set-up/snapshot.ts';
import { usePost } from '../set-up/use-post.ts';
import { Alert } from '@/ui/alert.tsx';
import { Button } from '@/ui/button.tsx';
import { InputField, SelectField } from '@/ui/field.tsx';
import { ConsoleGuide } from './console-guide.tsx';
import type { Brand } from './hosts.ts';

/** Plan B: an app made by hand. Saving over a bot that exists was confirmed before this panel showed. */
export function HandPanel(props: {
  stored: BotView | null;
  consoleUrl: string;
  onSaved: () => void;
  onKeep: (() => void) | null;
}) {
  const t = useTranslations('feishu');
  const { stored, onSaved, onKeep } = props;
  const [brand, setBrand] = useState<Brand>(stored?.brand ?? 'feishu');
  const [appId, setAppId] = useState('');
  const [secret, setSecret] = useState('');
  const save = usePost<SaveBotResult>('/api/set-up/bot');

  async function submit(event: FormEvent) {
    event.preventDefault();
    const result = await save.post({ brand, appId, secret, replace: stored !== null });
    if (!result.ok) return;
    setSecret('');
    onSaved();
  }

  const refusal = save.refused;
  const appIdError = refusal && aboutAppId.has(refusal.reason) ? saveRefusalText(t, refusal) : undefined;
  const secretError = refusal && aboutSecret.has(refusal.reason) ? saveRefusalText(t, refusal) : undefined;
  return (
    <form onSubmit={(event) => void submit(event)} className="space-y-4">
      <SelectField
        id="bot-brand"
        label={t('brand')}
        value={brand}
        onChange={(event) => setBrand(event.target.value as Brand)}
      >
        <option value="feishu">{t('brands.feishu')}</option>
        <option value="lark">{t('brands.lark')}</option>
      </SelectField>
      <InputField
        id="bot-app-id"
        label={t('appId')}
        hint={t('appIdHint')}
        error={appIdError}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        required
        placeholder="cli_"
        value={appId}
        onChange={(event) => {
          setAppId(event.target.value);
          save.clear();
        }}
      />
      <InputField
        id="bot-secret"
        label={t('secret')}
        hint={t('secretHint')}
        error={secretError}
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={secret}
        onChange={(event) => {
          setSecret(event.target.value);
          save.clear();
        }}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={save.isBusy}>
          {t('save')}
        </Button>
        {onKeep && (
          <Button look="quiet" onClick={onKeep}>
            {t('keep')}
          </Button>
        )}
      </div>
      <div aria-live="polite">
        {save.isBusy && <p className="text-sm text-ink-2">{t('checking')}</p>}
        {refusal && !appIdError && !secretError && (
          <Alert tone="bad" title={t('saveRefusedTitle')}>
            {saveRefusalText(t, refusal)}
          </Alert>
        )}
      </div>
      <ConsoleGuide consoleUrl={props.consoleUrl} />
    </form>
  );
}

const aboutAppId = new Set(['app_id_form', 'unknown_app', 'app_in_use']);
const aboutSecret = new Set(['secret_missing', 'wrong_secret']);
const saveRefusals = [
  'no_instance',
  'app_id_form',
  'secret_missing',
  'has_bot',
  'app_in_use',
  'unknown_app',
  'wrong_secret',
  'refused',
  'unreachable',
  'too_many',
  'offline',
] as const;

function saveRefusalText(t: Translator<'feishu'>, { reason, detail }: Refused): string {
  const known = saveRefusals.find((word) => word === reason) ?? 'other';
  return known === 'refused' && detail
    ? `${t('saveRefusal.refused')} ${detail}`
    : t(`saveRefusal.${known}`, { detail });
}
