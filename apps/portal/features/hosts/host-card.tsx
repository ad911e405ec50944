import type { HostRow } from '@rockpool/db/views/hosts';
import { getTranslator } from '../../i18n/translator.ts';
import { Alert } from '../../ui/alert.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { Meter } from '../../ui/meter.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import { Facts } from '../console/facts.tsx';
import { HostActions } from './host-actions.tsx';
import { hostState, hostTone } from './host-state.ts';

/** One host: whether it takes computers, how many more, and what lives, comes and goes. */
export async function HostCard(props: { host: HostRow; isOnly: boolean; mayEdit: boolean }) {
  const { host, isOnly, mayEdit } = props;
  const t = await getTranslator('consoleHosts');
  const { name, taken, capacity, room, walls } = host;
  const state = hostState(host);
  const places =
    capacity === null
      ? t('placesEndless', { taken })
      : `${t('places', { taken, capacity })} · ${t('placesLeft', { room: room ?? 0 })}`;
  const some = (label: string, count: number) => count > 0 && { label, value: t('pieces', { count }) };
  return (
    <Card id={`host-${name}`}>
      <CardHead title={name} action={<StatusPill tone={hostTone[state]}>{t(`state.${state}`)}</StatusPill>} />
      <div className="space-y-4">
        {state === 'away' && (
          <Alert tone="bad" title={t('awayTitle')}>
            {t('awayText')}
          </Alert>
        )}
        <Meter label={t('room', { name })} value={taken} max={capacity} text={places} />
        <Facts
          facts={[
            {
              label: t('computers'),
              value: (
                <>
                  {t('computersText', { lives: host.lives, running: host.running })}{' '}
                  {host.lives > 0 && (
                    <TextLink href={`/console/instances?host=${name}`} prefetch={false} className="ms-1">
                      {t('list')}
                    </TextLink>
                  )}
                </>
              ),
            },
            some(t('movingIn'), host.movingIn),
            some(t('movingOut'), host.movingOut),
            some(t('remains'), host.remains),
            { label: t('driver'), value: host.driver || t('driverUnknown') },
            {
              label: t('address'),
              value: host.address ? (
                <code className="text-xs break-all">{host.address}</code>
              ) : (
                t('noAddress')
              ),
            },
            walls && {
              label: t('walls'),
              value: walls.closed ? t('wallsAre.closed') : t('wallsAre.open', { because: walls.because }),
            },
            {
              label: t('seen'),
              value: host.seenAt ? <ConsoleTime at={host.seenAt} shape="fullSeconds" /> : t('never'),
            },
          ]}
        />
        {mayEdit && <HostActions host={host} isOnly={isOnly} />}
      </div>
    </Card>
  );
}
