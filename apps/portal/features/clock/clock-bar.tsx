import { appNow, clockOffsetMs } from '@rockpool/db/clock';
import { FlaskConical } from 'lucide-react';
import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { currentUser } from '../auth/current-user.ts';
import { jumpClock } from './actions.ts';
import { ClockFace } from './clock-face.tsx';
import { jumps } from './move.ts';

const timeZone = 'Asia/Shanghai';

/** Sandbox only: the service's clock and the ways to move it. Renders nothing elsewhere. */
export async function ClockBar() {
  if (!env().sandbox.clock) return null;
  const [t, locale, user, now, offsetMs] = await Promise.all([
    getTranslator('clock'),
    getLocale(),
    currentUser(),
    appNow(db()),
    clockOffsetMs(db()),
  ]);
  const claimed = user !== null && (await db().entitlement.count({ where: { userId: user.id } })) > 0;
  return (
    <aside
      aria-label={t('title')}
      className="mt-8 rounded-card border border-dashed border-line-strong p-4 text-sm"
    >
      <p className="flex flex-wrap items-center gap-x-2 text-ink-2">
        <FlaskConical aria-hidden className="size-4 shrink-0" />
        <span>{t('title')}</span>
        <ClockFace now={now.toISOString()} locale={locale} timeZone={timeZone} />
        {offsetMs === 0 ? t('real') : null}
      </p>
      <form action={jumpClock} className="mt-3 flex flex-wrap gap-2">
        {jumps.map((jump) => (
          <SubmitButton
            key={jump}
            size="sm"
            name="jump"
            value={jump}
            disabled={jump === 'expiry' && !claimed}
          >
            {t(`jump.${jump}`)}
          </SubmitButton>
        ))}
      </form>
    </aside>
  );
}
