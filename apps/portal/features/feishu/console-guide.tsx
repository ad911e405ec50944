'use client';
import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { CopyButton } from '@/ui/copy-button.tsx';
import { OutsideLink } from '@/ui/text-link.tsx';
import scopes from './scopes.json';

const scopesText = JSON.stringify(scopes, null, 2);
const messageEvent = 'im.message.receive_v1';

/** The console's steps in the order that works: the bot has to be connected before the subscription can be saved. */
export function ConsoleGuide({ consoleUrl }: { consoleUrl: string }) {
  const t = useTranslations('feishu');
  const copy = (text: string, label: string) => (
    <CopyButton text={text} label={label} copiedLabel={t('guide.copied')} />
  );
  return (
    <details className="group rounded-card border border-line">
      <summary className="flex min-h-11 list-none items-center gap-2 px-4 py-2 font-medium">
        <ChevronRight aria-hidden className="size-4 shrink-0 transition-transform group-open:rotate-90" />
        {t('guide.title')}
      </summary>
      <div className="space-y-3 border-t border-line px-4 py-4 text-sm">
        <p className="text-ink-2">{t('guide.why')}</p>
        <ol className="list-decimal space-y-3 pl-5 marker:text-ink-2">
          <li>
            {t.rich('guide.create', {
              link: (text) => <OutsideLink href={consoleUrl}>{text}</OutsideLink>,
            })}
          </li>
          <li>{t('guide.bot')}</li>
          <li className="space-y-2">
            <p>{t('guide.scopes')}</p>
            <pre
              tabIndex={0}
              aria-label={t('guide.copyScopes')}
              className="max-h-48 overflow-auto rounded-card bg-sunken p-3 font-mono text-xs"
            >
              {scopesText}
            </pre>
            {copy(scopesText, t('guide.copyScopes'))}
          </li>
          <li>{t('guide.publish')}</li>
          <li>{t('guide.enter')}</li>
          <li className="space-y-2">
            <p>{t('guide.events')}</p>
            {copy(messageEvent, t('guide.copyEvent'))}
          </li>
          <li>{t('guide.again')}</li>
        </ol>
      </div>
    </details>
  );
}
