'use client';
import { Bot } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { BotView } from '../set-up/snapshot.ts';
import { Button } from '@/ui/button.tsx';
import { Dialog } from '@/ui/dialog.tsx';
import { Badge } from '@/ui/status-pill.tsx';
import type { FeishuWay } from './feishu-card.tsx';

/** Replacing a bot silences the old one: it is asked for by name. */
export function BotSummary(props: {
  bot: BotView;
  canReplace: boolean;
  onReplace: (way: FeishuWay) => void;
}) {
  const t = useTranslations('feishu');
  const { bot, canReplace, onReplace } = props;
  const [isAsking, setAsking] = useState(false);
  const name = bot.name || t('unnamedBot');
  const choose = (way: FeishuWay) => {
    setAsking(false);
    onReplace(way);
  };
  return (
    <div className="flex flex-wrap items-start gap-3">
      <Bot aria-hidden className="mt-1 size-5 shrink-0 text-ink-2" />
      <div className="min-w-0 flex-1 basis-56 space-y-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{name}</span>
          <Badge>{t(`brands.${bot.brand}`)}</Badge>
          <Badge>{bot.origin === 'scan' ? t('botCreated') : t('botManual')}</Badge>
        </p>
        <p className="font-mono text-sm break-all text-ink-2">{bot.appId}</p>
        <p className="text-sm text-ink-2">{bot.ownerKnown ? t('ownerKnown') : t('ownerUnknown')}</p>
      </div>
      {canReplace && (
        <Button size="sm" onClick={() => setAsking(true)}>
          {t('replace')}
        </Button>
      )}
      <Dialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t('replaceTitle')}
        description={t('replaceText', { name })}
        closeLabel={t('close')}
      >
        <div className="flex flex-wrap gap-2">
          <Button look="danger" onClick={() => choose('scan')}>
            {t('replaceScan')}
          </Button>
          <Button look="danger" onClick={() => choose('hand')}>
            {t('replaceHand')}
          </Button>
          <Button onClick={() => setAsking(false)}>{t('keep')}</Button>
        </div>
      </Dialog>
    </div>
  );
}
