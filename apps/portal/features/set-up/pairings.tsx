'use client';
import { UserRoundCheck } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { Button } from '@/ui/button.tsx';
import { Card, CardHead } from '@/ui/card.tsx';
import type { AnswerPairingResult } from './answer-pairing.ts';
import type { PairingView } from './snapshot.ts';
import { usePost } from './use-post.ts';

/** Senders who wait for a yes or no. With the owner still unknown, a yes means: this is me. */
export function Pairings({ pairings, ownerKnown }: { pairings: PairingView[]; ownerKnown: boolean }) {
  const t = useTranslations('setUp');
  if (pairings.length === 0) return null;
  return (
    <Card id="pairings" aria-labelledby="pairings-title" className="scroll-mt-4 border-blue">
      <CardHead
        id="pairings-title"
        title={t('pairing.title')}
        hint={ownerKnown ? t('pairing.askOther') : t('pairing.askOwner')}
      />
      <ul className="space-y-3" aria-live="polite">
        {pairings.map((pairing) => (
          <Pairing key={pairing.code} pairing={pairing} ownerKnown={ownerKnown} />
        ))}
      </ul>
    </Card>
  );
}

function Pairing({ pairing, ownerKnown }: { pairing: PairingView; ownerKnown: boolean }) {
  const t = useTranslations('setUp');
  const { post, isBusy, refused } = usePost<AnswerPairingResult>('/api/set-up/pairing');
  const answer = (word: 'approve' | 'deny') => void post({ code: pairing.code, answer: word });
  return (
    <li className="flex flex-wrap items-center gap-3">
      <UserRoundCheck aria-hidden className="size-5 shrink-0 text-ink-2" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{pairing.senderName || t('pairing.unnamed')}</p>
        <p className="font-mono text-xs break-all text-ink-2">
          {t('pairing.sender', { id: pairing.senderId })}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" look="primary" busy={isBusy} onClick={() => answer('approve')}>
          {ownerKnown ? t('pairing.approve') : t('pairing.itIsMe')}
        </Button>
        <Button size="sm" disabled={isBusy} onClick={() => answer('deny')}>
          {t('pairing.deny')}
        </Button>
      </div>
      {refused && (
        <p role="alert" className="w-full text-sm text-red">
          {refused.reason === 'gone' ? t('pairing.gone') : t('pairing.failed')}
        </p>
      )}
    </li>
  );
}
