import type { Metadata } from 'next';
import { env } from '@/env.ts';
import { requireStaff } from '@/features/console/current-staff.ts';
import { describeEndpoints } from '@/features/operator-api/describe.ts';
import { EndpointGroup } from '@/features/operator-api/endpoint-card.tsx';
import { problemTable } from '@/features/operator-api/problem-table.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { Card, CardHead } from '@/ui/card.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleApi');
  return { title: t('title') };
}

export default async function ConsoleApiPage() {
  await requireStaff('settings.read');
  const [t, locale] = await Promise.all([getTranslator('consoleApi'), getLocale()]);
  const groups = Map.groupBy(describeEndpoints(), ({ endpoint }) => endpoint.id.split('.')[0]!);
  const example = `curl -H "Authorization: Bearer rp_…" \\\n  ${env().origin}/api/v1/campaigns`;
  return (
    <Page>
      <PageHead title={t('title')} hint={t('hint')} />
      <div className="space-y-6">
        <Card>
          <CardHead title={t('rules.title')} />
          <pre className="overflow-x-auto rounded-card bg-sunken p-3 text-sm" tabIndex={0}>
            <code>{example}</code>
          </pre>
          <ul className="mt-4 list-disc space-y-2 pl-5 text-sm">
            <li>{t('rules.token')}</li>
            <li>{t('rules.key')}</li>
            <li>{t('rules.version')}</li>
            <li>{t('rules.pages')}</li>
            <li>{t('rules.limit')}</li>
          </ul>
          <p className="mt-4 flex flex-wrap gap-x-6 gap-y-2 text-sm">
            <TextLink href="/console/tokens">{t('tokens')}</TextLink>
            <a
              className="font-medium text-accent underline decoration-1 underline-offset-3 hover:decoration-2"
              href="/api/v1/openapi.json"
            >
              {t('document')}
            </a>
          </p>
        </Card>
        {[...groups].map(([noun, described]) => (
          <EndpointGroup key={noun} noun={noun} described={described} locale={locale} t={t} />
        ))}
        <Card>
          <CardHead title={t('problems.title')} hint={t('problems.hint')} />
          <dl className="space-y-3 text-sm">
            {Object.entries(problemTable).map(([reason, problem]) => (
              <div key={reason} id={reason} className="scroll-mt-4">
                <dt>
                  <code>{reason}</code> <span className="text-ink-2">{problem.status}</span>
                </dt>
                <dd className="text-ink-2">{problem[locale]}</dd>
              </div>
            ))}
          </dl>
        </Card>
      </div>
    </Page>
  );
}
