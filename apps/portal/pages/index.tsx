/**
 * The front page, opened by everybody who hears of the offer, often on a phone and in another app's browser. It is
 * plain HTML: React and the router alone would be more script than such a page may cost, and nothing here needs them.
 */
import type { GetServerSideProps, PageConfig } from 'next';
import { Front } from '../features/campaign/front.tsx';
import { readFront, type FrontProps } from '../features/campaign/read-front.ts';
import { PlainPage } from '../features/frame/plain-page.tsx';
import { translatorFor } from '../i18n/translator-for.ts';
import { Alert } from '../ui/alert.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';

export const config = { unstable_runtimeJS: false, runtime: 'nodejs' } satisfies PageConfig;

export const getServerSideProps: GetServerSideProps<FrontProps> = async (context) => ({
  props: await readFront(context),
});

export default function FrontPage({ content, ...rest }: FrontProps) {
  const { locale } = rest;
  const frame = translatorFor(locale, 'frame');
  const error = translatorFor(locale, 'error');
  const shown = content.state === 'shown';
  return (
    <PlainPage
      {...rest}
      title={frame('product')}
      description={frame('description')}
      signedIn={shown && content.signedIn}
    >
      {shown ? (
        <Front offers={content.offers} claimed={content.claimed} locale={locale} />
      ) : (
        <Page width="normal">
          <h1 className="sr-only">{error('title')}</h1>
          <Alert
            tone="bad"
            title={error('title')}
            action={<ButtonLink href="/">{error('retry')}</ButtonLink>}
          >
            <p>{error('body')}</p>
            <p className="mt-1">{error('retrying')}</p>
            <p className="mt-2 text-ink-2">
              {error('traceId')} <code className="font-mono">{content.traceId}</code>
            </p>
          </Alert>
        </Page>
      )}
    </PlainPage>
  );
}
