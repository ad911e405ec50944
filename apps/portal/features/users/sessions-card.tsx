import type { UserFacts } from '@rockpool/db/views/console-user';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { describeUserAgent, deviceName } from '../account/user-agent.ts';
import { ConsoleTime } from '../console/console-time.tsx';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { signUserOut } from './actions.ts';

/** Where the user is signed in, and the way to end it. */
export async function UserSessionsCard(props: { facts: UserFacts; maySignOut: boolean }) {
  const { facts, maySignOut } = props;
  const [t, words] = await Promise.all([getTranslator('consoleUsers'), operateWords()]);
  const { sessions } = facts;
  return (
    <Card>
      <CardHead
        title={t('sessions')}
        action={
          maySignOut &&
          sessions.length > 0 && (
            <OperateDialog
              trigger={t('signOut')}
              look="danger"
              title={t('signOut')}
              description={t('signOutText', { sessions: sessions.length })}
              confirm={t('signOut')}
              words={words}
              action={signUserOut}
              hidden={{ user: facts.id }}
            />
          )
        }
      />
      {sessions.length === 0 ? (
        <p className="text-sm text-ink-2">{t('noSessions')}</p>
      ) : (
        <ul className="divide-y divide-line text-sm">
          {sessions.slice(0, 20).map(({ id, userAgent, lastSeenAt }) => (
            <li key={id} className="flex flex-wrap justify-between gap-x-4 py-2 first:pt-0 last:pb-0">
              <span>{deviceName(describeUserAgent(userAgent)) || t('unknownDevice')}</span>
              <span className="text-ink-2">
                {t('lastSeen')} <ConsoleTime at={lastSeenAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
