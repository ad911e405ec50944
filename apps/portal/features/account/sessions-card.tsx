import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { revokeOne, revokeOthers } from './actions.ts';
import type { OpenSession } from './list-sessions.ts';
import { OpenSessions } from './open-sessions.tsx';

/** Nothing ties a session to a campaign, so its times are shown in the service's home zone. */
const timeZone = 'Asia/Shanghai';

export function SessionsCard(props: {
  t: Translator<'account'>;
  sessions: OpenSession[];
  now: string;
  locale: Locale;
}) {
  const { t, sessions, ...shown } = props;
  return (
    <OpenSessions
      t={t}
      hint={t('sessionsHint')}
      sessions={sessions}
      lastSeen={({ lastSeenAt }) =>
        t.rich('lastSeen', { at: () => <RelativeTime at={lastSeenAt} timeZone={timeZone} {...shown} /> })
      }
      revokeOne={revokeOne}
      revokeOthers={revokeOthers}
    />
  );
}
