import { ChevronRight } from 'lucide-react';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card } from '../../ui/card.tsx';
import type { DescribedEndpoint, Field } from './describe.ts';
import { everywhere } from './problem-table.ts';

const tones = {
  GET: 'text-ink-2',
  POST: 'text-accent',
  PUT: 'text-accent',
  PATCH: 'text-accent',
  DELETE: 'text-red',
};

/** One operation, closed until somebody wants to know more. */
function EndpointCard({
  described,
  locale,
  t,
}: {
  described: DescribedEndpoint;
  locale: Locale;
  t: Translator<'consoleApi'>;
}) {
  const { endpoint, parameters, body, answer, refusals } = described;
  const own = refusals.filter((reason) => !everywhere.includes(reason as never));
  return (
    <details className="group border-t border-line first:border-t-0" id={endpoint.id}>
      <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 gap-y-1 py-3">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 self-center text-ink-2 transition-transform group-open:rotate-90"
        />
        <code className={`w-14 shrink-0 text-sm font-semibold ${tones[endpoint.method]}`}>
          {endpoint.method}
        </code>
        <code className="min-w-0 text-sm break-all">{endpoint.path}</code>
        <span className="basis-full text-sm text-ink-2 sm:basis-auto">{endpoint.summary[locale]}</span>
      </summary>
      <div className="space-y-4 pb-5">
        <p className="text-sm text-ink-2">
          {t('permission')} <code>{endpoint.permission}</code>
        </p>
        <FieldList title={t('parameters')} fields={parameters} t={t} />
        <FieldList title={t('body')} fields={body} t={t} />
        <FieldList title={t('answer', { status: endpoint.answer.status })} fields={answer} t={t} />
        {own.length > 0 && (
          <p className="text-sm">
            {t('refusals')}{' '}
            {own.map((reason) => (
              <a key={reason} href={`#${reason}`} className="mr-3 inline-block underline underline-offset-2">
                <code>{reason}</code>
              </a>
            ))}
          </p>
        )}
      </div>
    </details>
  );
}

function FieldList({ title, fields, t }: { title: string; fields: Field[]; t: Translator<'consoleApi'> }) {
  if (fields.length === 0) return null;
  return (
    <div>
      <h3 className="text-sm font-medium">{title}</h3>
      <dl className="mt-1 space-y-1 text-sm">
        {fields.map(({ name, type, required, description }) => (
          <div key={name} className="flex flex-wrap gap-x-3">
            <dt className="min-w-0 break-all">
              <code>{name}</code>
              {required && <span className="ml-1 text-xs text-ink-2">{t('required')}</span>}
            </dt>
            <dd className="min-w-0 text-ink-2">
              <code className="break-words">{type}</code>
              {description && <span className="ml-2">{description}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Operations of one noun. */
export function EndpointGroup({
  noun,
  described,
  locale,
  t,
}: {
  noun: string;
  described: DescribedEndpoint[];
  locale: Locale;
  t: Translator<'consoleApi'>;
}) {
  return (
    <Card>
      <h2 className="mb-2 text-base font-semibold">
        <code>{noun}</code>
      </h2>
      {described.map((each) => (
        <EndpointCard key={each.endpoint.id} described={each} locale={locale} t={t} />
      ))}
    </Card>
  );
}
