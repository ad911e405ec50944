import { Clock } from 'lucide-react';
import type { Locale } from '../../i18n/locale.ts';
import { translatorFor } from '../../i18n/translator-for.ts';
import { Card } from '../../ui/card.tsx';
import { Page, PageHead } from '../../ui/page.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { Time } from '../../ui/time.tsx';
import type { Tone } from '../../ui/tone.ts';
import type { PartState } from './judge-status.ts';
import type { StatusLook } from './read-status.ts';

const tones: Record<PartState, Tone> = {
  well: 'good',
  quiet: 'neutral',
  slow: 'warning',
  troubled: 'bad',
  away: 'bad',
  unknown: 'neutral',
};
const timeZone = 'Asia/Shanghai';

/** Each part with its state and a sentence. `public/live-part.js` reads the page again while it is looked at. */
export function StatusView({ look, locale }: { look: StatusLook; locale: Locale }) {
  const t = translatorFor(locale, 'status');
  const { portal, database, provisioner, starts, bots } = look.parts;
  const rows = [
    { part: 'portal', state: portal, says: t(`says.portal.${portal}`) },
    { part: 'database', state: database, says: t(`says.database.${database}`) },
    { part: 'provisioner', state: provisioner, says: t(`says.provisioner.${provisioner}`) },
    { part: 'starts', state: starts, says: t(`says.starts.${starts}`) },
    { part: 'bots', state: bots, says: t(`says.bots.${bots}`) },
  ] as const;
  return (
    <Page width="normal">
      <div data-live>
        <PageHead
          title={t('title')}
          hint={t(`overall.${look.overall}`)}
          action={
            <p className="flex items-center gap-1.5 text-sm text-ink-2">
              <Clock aria-hidden className="size-4" />
              {t('seenAt')} <Time at={look.at} shape="fullSeconds" locale={locale} timeZone={timeZone} />
            </p>
          }
        />
        <Card className="p-0 sm:p-0">
          <ul className="divide-y divide-line">
            {rows.map(({ part, state, says }) => (
              <li
                key={part}
                data-part={part}
                className="flex flex-wrap items-start gap-x-4 gap-y-1 p-4 sm:p-6"
              >
                <div className="min-w-0 flex-1 basis-64">
                  <h2 className="font-semibold">{t(`part.${part}`)}</h2>
                  <p className="mt-0.5 text-sm text-ink-2">{says}</p>
                </div>
                <StatusPill tone={tones[state]}>{t(`state.${state}`)}</StatusPill>
              </li>
            ))}
          </ul>
        </Card>
      </div>
      <p className="mt-4 text-sm text-ink-2">{t('hint')}</p>
    </Page>
  );
}
