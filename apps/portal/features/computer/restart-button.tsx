'use client';
import { RotateCw } from 'lucide-react';
import { useActionState } from 'react';
import { useTranslations } from 'use-intl/react';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { restart } from './actions.ts';
import type { InstanceSnapshot } from './snapshot.ts';

/** Harmless: what was running is finished or resumed, nothing is deleted; so it asks no question. */
export function RestartButton({ instance, recover }: { instance: InstanceSnapshot; recover: boolean }) {
  const t = useTranslations('computer');
  const [state, action] = useActionState(restart, null);
  const underWay = instance.restarts > instance.restartsSeen;
  return (
    <form action={action}>
      <input type="hidden" name="seenRestarts" value={instance.restarts} />
      <SubmitButton look={recover ? 'primary' : 'secondary'} disabled={underWay}>
        <RotateCw aria-hidden className="size-4" />
        {recover ? t('recover') : t('restart')}
      </SubmitButton>
      <p role="status" className="text-sm text-red">
        {state === 'unavailable' ? t('restartFailed') : ''}
      </p>
    </form>
  );
}
