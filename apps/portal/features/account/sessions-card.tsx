import { Monitor, Smartphone } from 'lucide-react';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { revokeOne, revokeOthers } from './actions.ts';
import type { OpenSession } from './list-sessions.ts';

/** Nothing ties a session to a campaign, so its times are shown in the service's home zone. */
const timeZone = 'Asia/Shanghai';

export function SessionsCard(props: {
  t: Translator<'account'>;
  sessions: OpenSession[];
  now: string;
  locale: Locale;
}) {
  const { t, sessions, now, locale } = props;
  const others = sessions.length > 1 && (
    <form action={revokeOthers}>
      <SubmitButton size="sm" look="danger">
        {t('revokeOthers')}
      </SubmitButton>
    </form>
  );
  return (
    <Card>
      <CardHead title={t('sessions')} hint={t('sessionsHint')} action={others} />
      <ul className="divide-y divide-line">
        {sessions.map((session) => {
          const { device } = session;
          const Icon = device.phone ? Smartphone : Monitor;
          const name =
            [device.browser, device.system].filter((part) => part !== null).join(' · ') || t('unknownDevice');
          return (
            <li
              key={session.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 first:pt-0 last:pb-0"
            >
              <Icon aria-hidden className="size-5 shrink-0 text-ink-2" />
              <div className="min-w-0 flex-1">
                <p className="font-medium">{name}</p>
                <p className="text-sm text-ink-2">
                  {t.rich('lastSeen', {
                    at: () => (
                      <RelativeTime at={session.lastSeenAt} now={now} locale={locale} timeZone={timeZone} />
                    ),
                  })}
                </p>
              </div>
              {session.current ? (
                <StatusPill tone="good">{t('thisDevice')}</StatusPill>
              ) : (
                <form action={revokeOne}>
                  <input type="hidden" name="session" value={session.id} />
                  <SubmitButton size="sm" aria-label={t('revokeNamed', { name })}>
                    {t('revoke')}
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
