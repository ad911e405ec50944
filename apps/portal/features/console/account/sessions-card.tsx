import { Monitor, Smartphone } from 'lucide-react';
import type { Locale } from '../../../i18n/locale.ts';
import type { Translator } from '../../../i18n/translator-for.ts';
import { Card, CardHead } from '../../../ui/card.tsx';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { StatusPill } from '../../../ui/status-pill.tsx';
import { SubmitButton } from '../../../ui/submit-button.tsx';
import { consoleZone } from '../console-time.tsx';
import { revokeOne, revokeOthers } from './actions.ts';
import type { OpenStaffSession } from './list-staff-sessions.ts';

export function StaffSessionsCard(props: {
  t: Translator<'consoleAccount'>;
  sessions: OpenStaffSession[];
  now: string;
  locale: Locale;
}) {
  const { t, sessions, now, locale } = props;
  const others = sessions.length > 1 && (
    <form action={revokeOthers}>
      <SubmitButton size="sm" look="danger">
        {t('sessions.revokeOthers')}
      </SubmitButton>
    </form>
  );
  return (
    <Card>
      <CardHead title={t('sessions.title')} hint={t('sessions.hint')} action={others} />
      <ul className="divide-y divide-line">
        {sessions.map((session) => {
          const Icon = session.device.phone ? Smartphone : Monitor;
          const parts = [session.device.browser, session.device.system].filter((part) => part !== null);
          const name = parts.join(' · ') || t('sessions.unknownDevice');
          return (
            <li
              key={session.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 first:pt-0 last:pb-0"
            >
              <Icon aria-hidden className="size-5 shrink-0 text-ink-2" />
              <div className="min-w-0 flex-1">
                <p className="font-medium">{name}</p>
                <p className="text-sm text-ink-2">
                  {session.address && <span className="mr-2 font-mono">{session.address}</span>}
                  <RelativeTime at={session.lastSeenAt} now={now} locale={locale} timeZone={consoleZone} />
                </p>
              </div>
              {session.current ? (
                <StatusPill tone="good">{t('sessions.current')}</StatusPill>
              ) : (
                <form action={revokeOne}>
                  <input type="hidden" name="session" value={session.id} />
                  <SubmitButton size="sm" aria-label={t('sessions.revokeNamed', { name })}>
                    {t('sessions.revoke')}
                  </SubmitButton>
                </form>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
