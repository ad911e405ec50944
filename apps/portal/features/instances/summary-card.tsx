import type { ComputerView } from '@rockpool/db/views/computer';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import { Facts } from '../console/facts.tsx';
import { PhasePill } from './phase-pill.tsx';
import { reasonText } from './reason-text.ts';

/** A user's computer in short, with the way to its own page. */
export async function InstanceSummary({ instance }: { instance: ComputerView['instance'] }) {
  const t = await getTranslator('consoleInstances');
  if (!instance)
    return (
      <Card>
        <CardHead title={t('one')} />
        <p className="text-sm text-ink-2">{t('noneYet')}</p>
      </Card>
    );
  return (
    <Card>
      <CardHead
        title={t('one')}
        action={
          <TextLink href={`/console/instances/${instance.id}`} prefetch={false} className="text-sm">
            {t('open')}
          </TextLink>
        }
      />
      <Facts
        facts={[
          { label: t('phase'), value: <PhasePill phase={instance.phase} /> },
          { label: t('why'), value: await reasonText(instance.phaseReason, instance.phaseDetail) },
          { label: t('since'), value: <ConsoleTime at={instance.phaseSince} /> },
          { label: t('activity'), value: <ConsoleTime at={instance.lastActivityAt} /> },
        ]}
      />
    </Card>
  );
}
