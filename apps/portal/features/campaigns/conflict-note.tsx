'use client';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { fieldNames, fieldsInConflict, type CampaignFields } from './campaign-fields.ts';

/** Somebody saved meanwhile: what they changed, and how to go on without losing either. */
export function ConflictNote(props: {
  base: CampaignFields;
  mine: CampaignFields;
  theirs: CampaignFields;
  onGoOn: () => void;
}) {
  const { base, mine, theirs, onGoOn } = props;
  const t = useTranslations('consoleCampaignEditor');
  const changed = fieldNames.filter((name) => theirs[name] !== base[name]);
  const both = fieldsInConflict(base, mine, theirs);
  return (
    <Alert
      live
      tone="warning"
      title={t('conflict.title')}
      action={
        <Button size="sm" onClick={onGoOn}>
          {t('conflict.goOn')}
        </Button>
      }
    >
      <p>{t('conflict.text')}</p>
      <ul className="mt-2 list-disc pl-5">
        {changed.map((name) => (
          <li key={name}>
            {both.includes(name)
              ? t('conflict.both', {
                  field: t(`field.${name}.label`),
                  theirs: theirs[name] || '–',
                  mine: mine[name] || '–',
                })
              : t('conflict.theirs', { field: t(`field.${name}.label`), theirs: theirs[name] || '–' })}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
