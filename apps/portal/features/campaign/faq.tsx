import { ChevronDown } from 'lucide-react';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';

/** The browser's own disclosure: keyboard, find-in-page and screen readers work without a script. */
export function Faq({ t }: { t: Translator<'campaign'> }) {
  const questions = [
    [t('faq.need.q'), t('faq.need.a')],
    [t('faq.expire.q'), t('faq.expire.a')],
    [t('faq.forget.q'), t('faq.forget.a')],
    [t('faq.model.q'), t('faq.model.a')],
    [t('faq.privacy.q'), t('faq.privacy.a')],
  ];
  return (
    <Card aria-labelledby="faq">
      <CardHead id="faq" title={t('faq.title')} />
      <div className="divide-y divide-line">
        {questions.map(([question, answer]) => (
          <details key={question} className="group">
            <summary className="flex items-center justify-between gap-3 rounded-card py-3 font-medium hover:text-accent">
              {question}
              <ChevronDown
                aria-hidden
                className="size-4 shrink-0 text-ink-2 transition-transform group-open:rotate-180"
              />
            </summary>
            <p className="pb-4 text-ink-2">{answer}</p>
          </details>
        ))}
      </div>
    </Card>
  );
}
