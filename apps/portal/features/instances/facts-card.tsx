import { setUpState } from '@rockpool/db/domain/set-up';
import type { ComputerView } from '@rockpool/db/views/computer';
import { ChannelStatus } from '@rockpool/gateway/control';
import type { InstanceFacts } from '@rockpool/db/views/console-instance';
import { getTranslator } from '../../i18n/translator.ts';
import { Alert } from '../../ui/alert.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import { Facts } from '../console/facts.tsx';
import { PhasePill } from './phase-pill.tsx';
import { reasonText } from './reason-text.ts';

type Instance = NonNullable<ComputerView['instance']>;

/** What is wanted of an instance and what was seen of it. */
export async function InstanceFactsCard({ instance, facts }: { instance: Instance; facts: InstanceFacts }) {
  const t = await getTranslator('consoleInstances');
  const wishes = instance.specVersion > instance.specVersionSeen || instance.restarts > instance.restartsSeen;
  return (
    <Card>
      <CardHead title={t('state')} />
      {facts.removalAt && instance.phase !== 'removed' && (
        <Alert tone="warning" title={t('removalUnderWay')} className="mb-4" />
      )}
      <Facts
        facts={[
          { label: t('phase'), value: <PhasePill phase={instance.phase} /> },
          { label: t('why'), value: await reasonText(instance.phaseReason, instance.phaseDetail) },
          { label: t('since'), value: <ConsoleTime at={instance.phaseSince} shape="fullSeconds" /> },
          instance.suspendedAt && {
            label: t('suspendedAt'),
            value: <ConsoleTime at={instance.suspendedAt} />,
          },
          { label: t('failures'), value: instance.failures },
          instance.retryAt && {
            label: t('retryAt'),
            value: <ConsoleTime at={instance.retryAt} shape="fullSeconds" />,
          },
          { label: t('wishes'), value: wishes ? t('wishesOpen') : t('wishesTaken') },
          { label: t('readyAt'), value: <ConsoleTime at={instance.readyAt} /> },
          { label: t('activity'), value: <ConsoleTime at={instance.lastActivityAt} /> },
          { label: t('observedAt'), value: <ConsoleTime at={instance.observedAt} /> },
          instance.diskState && { label: t('disk'), value: t(`diskIs.${instance.diskState}`) },
          { label: t('created'), value: <ConsoleTime at={instance.createdAt} /> },
          { label: t('handle'), value: <Code text={instance.handle} /> },
          { label: t('config'), value: <Code text={facts.configHash?.slice(0, 16) ?? null} /> },
        ]}
      />
    </Card>
  );
}

const Code = ({ text }: { text: string | null }) =>
  text ? <code className="text-xs break-all">{text}</code> : <span className="text-ink-2">—</span>;

/** Model and channels as far as they are set up; no secret is shown. */
export async function SetUpCard({ computer }: { computer: ComputerView }) {
  const t = await getTranslator('consoleInstances');
  const { model, channels, instance } = computer;
  const { state } = setUpState({ model, channels, verifiedAt: instance?.verifiedAt ?? null });
  return (
    <Card>
      <CardHead title={t('setUp')} />
      <Facts
        facts={[
          { label: t('setUpState'), value: t(`setUpIs.${state}`) },
          instance?.verifiedAt != null && {
            label: t('verifiedAt'),
            value: <ConsoleTime at={instance.verifiedAt} />,
          },
          {
            label: t('model'),
            value: model ? (
              <>
                {model.model} <span className="text-ink-2">· {model.preset}</span>
                <span className="block break-all text-ink-2">{model.baseUrl}</span>
              </>
            ) : (
              t('notSet')
            ),
          },
          ...channels.map((channel) => {
            const said = lastSaid(computer, channel.channel);
            const connection = said ? t(`channelState.${said.state}`) : t('unseen');
            return {
              label: channel.channel,
              value: (
                <>
                  {channel.botName ?? channel.appId}
                  <span className="block text-ink-2">
                    {channel.refusal ?? [connection, said?.reason].filter(Boolean).join(' · ')}
                  </span>
                </>
              ),
            };
          }),
          channels.length === 0 && { label: t('channel'), value: t('notSet') },
        ]}
      />
    </Card>
  );
}

/** What the gateway last said about this channel; null when it said nothing. */
function lastSaid({ instance }: ComputerView, channel: string): ChannelStatus | null {
  for (const each of instance?.channelStatus ?? []) {
    const status = ChannelStatus.safeParse(each);
    if (status.success && status.data.channel === channel) return status.data;
  }
  return null;
}
