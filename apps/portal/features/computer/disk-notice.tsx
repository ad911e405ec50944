'use client';
import { useTranslations } from 'use-intl/react';
import { Alert } from '../../ui/alert.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import type { InstanceSnapshot } from './snapshot.ts';

/** While there is time, and a computer that can be asked: how to make room on its disk. */
export function DiskNotice({ instance }: { instance: Pick<InstanceSnapshot, 'phase' | 'diskState'> }) {
  const t = useTranslations('computer.disk');
  const { phase, diskState } = instance;
  if (phase !== 'running' || diskState === null || diskState === 'ok') return null;
  return (
    <Alert tone={diskState === 'full' ? 'bad' : 'warning'} title={t(`${diskState}.title`)} live>
      {t.rich(`${diskState}.text`, {
        chat: (text) => (
          <TextLink href="/computer/chat" prefetch={false}>
            {text}
          </TextLink>
        ),
        files: (text) => (
          <TextLink href="/account#own-data" prefetch={false}>
            {text}
          </TextLink>
        ),
      })}
    </Alert>
  );
}
