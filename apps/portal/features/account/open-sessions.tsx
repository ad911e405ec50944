import { Monitor, Smartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import type { OpenSession } from './list-sessions.ts';
import { deviceName } from './user-agent.ts';

/** Where somebody is signed in, staff or subscriber: each session but this one can be ended, and all others at once. */
export function OpenSessions<Session extends OpenSession>(props: {
  t: Translator<'account'>;
  hint: string;
  sessions: Session[];
  lastSeen: (session: Session) => ReactNode;
  /** gets the session's id as `session` */
  revokeOne: (form: FormData) => Promise<void>;
  revokeOthers: () => Promise<void>;
}) {
  const { t, hint, sessions, lastSeen, revokeOne, revokeOthers } = props;
  const others = sessions.length > 1 && (
    <form action={revokeOthers}>
      <SubmitButton size="sm" look="danger">
        {t('revokeOthers')}
      </SubmitButton>
    </form>
  );
  return (
    <Card>
      <CardHead title={t('sessions')} hint={hint} action={others} />
      <ul className="divide-y divide-line">
        {sessions.map((session) => {
          const Icon = session.device.phone ? Smartphone : Monitor;
          const name = deviceName(session.device) || t('unknownDevice');
          return (
            <li
              key={session.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3 first:pt-0 last:pb-0"
            >
              <Icon aria-hidden className="size-5 shrink-0 text-ink-2" />
              <div className="min-w-0 flex-1">
                <p className="font-medium">{name}</p>
                <p className="text-sm text-ink-2">{lastSeen(session)}</p>
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
