import { randomUUID } from 'node:crypto';
import { availableDays } from '@rockpool/db/domain/available';
import { endOfUse } from '@rockpool/db/domain/policy';
import type { ComputerView } from '@rockpool/db/views/computer';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { consoleZone, ConsoleTime } from '../console/console-time.tsx';
import { Facts } from '../console/facts.tsx';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { changeUserDays } from './actions.ts';
import { DaysField } from './days-field.tsx';

type Entitlement = ComputerView['entitlements'][number];

/** One entitlement, and for who may the giving and taking of its days. */
export async function EntitlementCard(props: { entitlement: Entitlement; now: Date; mayGrant: boolean }) {
  const { entitlement, now, mayGrant } = props;
  const { id, campaign, grantedDays, startedAt, expiresAt, createdAt } = entitlement;
  const [t, locale, words] = await Promise.all([getTranslator('consoleUsers'), getLocale(), operateWords()]);
  const name = campaign.name[locale];
  const dialog = (mode: 'give' | 'take') => (
    <OperateDialog
      key={mode}
      trigger={t(`${mode}Days`)}
      look={mode === 'take' ? 'danger' : 'secondary'}
      title={t(`${mode}DaysTitle`, { campaign: name })}
      description={t(`${mode}DaysText`)}
      confirm={t(`${mode}Days`)}
      words={words}
      action={changeUserDays}
      // made with the page: however often its form is sent, it counts once
      hidden={{ entitlement: id, mode, key: randomUUID() }}
    >
      <DaysField
        mode={mode}
        grantedDays={grantedDays}
        expiresAt={expiresAt?.toISOString() ?? null}
        endOfUse={endOfUse(campaign.policy).toISOString()}
        now={now.toISOString()}
        timeZone={consoleZone}
      />
    </OperateDialog>
  );
  return (
    <Card>
      <CardHead title={t('entitlement', { campaign: name })} hint={campaign.slug} />
      <Facts
        facts={[
          { label: t('availableDays'), value: t('dayCount', { days: availableDays(entitlement, now) }) },
          { label: t('grantedDays'), value: t('dayCount', { days: grantedDays }) },
          { label: t('claimed'), value: <ConsoleTime at={createdAt} /> },
          { label: t('started'), value: startedAt ? <ConsoleTime at={startedAt} /> : t('notStarted') },
          { label: t('expires'), value: <ConsoleTime at={expiresAt} /> },
          { label: t('endOfUse'), value: <ConsoleTime at={endOfUse(campaign.policy)} /> },
        ]}
      />
      {mayGrant && <div className="mt-4 flex flex-wrap gap-2">{[dialog('give'), dialog('take')]}</div>}
    </Card>
  );
}
