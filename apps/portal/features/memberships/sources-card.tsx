import { readReport } from '@rockpool/db/platform-reports';
import { readSourceCounts } from '@rockpool/db/views/console-memberships';
import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import { Facts } from '../console/facts.tsx';

/** Where plans are known from, how well that works now, and how many users allow it to be asked. */
export async function SourcesCard() {
  const [t, counts, report] = await Promise.all([
    getTranslator('consoleMemberships'),
    readSourceCounts(db()),
    readReport(db(), 'membership-api'),
  ]);
  const { api } = env().membership;
  return (
    <Card>
      <CardHead title={t('sources')} />
      <Facts
        facts={[
          {
            label: t('api'),
            value: api ? (
              <span className="flex flex-wrap items-center gap-2">
                {report ? (
                  <StatusPill tone={report.report.answers ? 'good' : 'bad'}>
                    {report.report.answers ? t('apiAnswers') : t('apiSilent')}
                  </StatusPill>
                ) : (
                  <StatusPill tone="neutral">{t('apiUnasked')}</StatusPill>
                )}
                <span className="text-ink-2">{new URL(api.url).host}</span>
                {report && !report.report.answers && (
                  <span className="basis-full">{report.report.because}</span>
                )}
              </span>
            ) : (
              t('apiNone')
            ),
          },
          api !== null && {
            label: t('answers'),
            value: (
              <>
                {t('answersCount', { count: counts.answers })}
                {counts.answeredAt && (
                  <>
                    {' · '}
                    {t('newest')} <ConsoleTime at={counts.answeredAt} />
                  </>
                )}
              </>
            ),
          },
          {
            label: t('imported'),
            value: (
              <>
                {t('importedCount', { count: counts.imported })}
                {counts.importedAt && (
                  <>
                    {' · '}
                    {t('newest')} <ConsoleTime at={counts.importedAt} />
                  </>
                )}
              </>
            ),
          },
          {
            label: t('consent'),
            value: t('consentCount', { consented: counts.consented, users: counts.users }),
          },
        ]}
      />
    </Card>
  );
}
