import type { Locale } from '../../../i18n/locale.ts';
import { getTranslator } from '../../../i18n/translator.ts';
import { RelativeTime } from '../../../ui/relative-time.tsx';
import { OpenSessions } from '../../account/open-sessions.tsx';
import { consoleZone } from '../console-time.tsx';
import { revokeOne, revokeOthers } from './actions.ts';
import type { OpenStaffSession } from './list-staff-sessions.ts';

export async function StaffSessionsCard(props: {
  sessions: OpenStaffSession[];
  now: string;
  locale: Locale;
}) {
  const { sessions, ...shown } = props;
  const [t, account] = await Promise.all([getTranslator('consoleAccount'), getTranslator('account')]);
  return (
    <OpenSessions
      t={account}
      hint={t('sessionsHint')}
      sessions={sessions}
      lastSeen={({ address, lastSeenAt }) => (
        <>
          {address && <span className="mr-2 font-mono">{address}</span>}
          <RelativeTime at={lastSeenAt} timeZone={consoleZone} {...shown} />
        </>
      )}
      revokeOne={revokeOne}
      revokeOthers={revokeOthers}
    />
  );
}
