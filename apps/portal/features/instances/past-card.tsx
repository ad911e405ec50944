import { phaseReasons, phases } from '@rockpool/db/domain/instance';
import type { InstanceFacts } from '@rockpool/db/views/console-instance';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { actionName } from '../console/action-name.ts';
import { ConsoleTime } from '../console/console-time.tsx';
import { detailText } from './detail-text.ts';

/** The last phases of an instance and what was done to it, in one order of time. */
export async function PastCard({ facts }: { facts: InstanceFacts }) {
  const [t, phase] = await Promise.all([getTranslator('consoleInstances'), getTranslator('consolePhase')]);
  const became = facts.past.map(async (each) => {
    const name = phases.find((known) => known === each.phase);
    const reason = phaseReasons.find((known) => known === each.reason);
    const words = [
      name ? phase(`name.${name}`) : each.phase,
      reason ? phase(`reason.${reason}`) : each.reason,
    ];
    return { key: `p${each.id}`, at: each.at, text: words.join(' · '), note: await detailText(each.detail) };
  });
  const done = facts.audit.map(async (each) => ({
    key: `a${each.id}`,
    at: each.at,
    text: await actionName(each.action),
    note: [each.actor, each.reason].filter(Boolean).join(' · '),
  }));
  const events = (await Promise.all([...became, ...done])).sort((a, b) => b.at.getTime() - a.at.getTime());
  return (
    <Card>
      <CardHead title={t('past')} hint={t('pastHint')} />
      <ol className="divide-y divide-line text-sm">
        {events.map(({ key, at, text, note }) => (
          <li key={key} className="flex gap-3 py-2 first:pt-0 last:pb-0">
            <div className="min-w-0 flex-1 break-words">
              <p>{text}</p>
              {note && <p className="text-ink-2">{note}</p>}
            </div>
            <span className="shrink-0 text-ink-2">
              <ConsoleTime at={at} />
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
