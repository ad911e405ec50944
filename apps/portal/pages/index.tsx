/**
 * The front page, opened by everybody who hears of the offer, often on a phone and in another app's browser. It is
 * plain HTML: React and the router alone would be more script than such a page may cost, and nothing here needs them.
 */
import type { GetServerSideProps, PageConfig } from 'next';
import Head from 'next/head';
import { Front } from '../features/campaign/front.tsx';
import { readFront, type FrontProps } from '../features/campaign/read-front.ts';
import { Footer } from '../features/frame/footer.tsx';
import { TopBar } from '../features/frame/top-bar.tsx';
import { translatorFor } from '../i18n/translator-for.ts';
import { Alert } from '../ui/alert.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';

export const config = { unstable_runtimeJS: false, runtime: 'nodejs' } satisfies PageConfig;

export const getServerSideProps: GetServerSideProps<FrontProps> = async (context) => ({
  props: await readFront(context),
});

const preferences = { action: '/api/preferences', method: 'post' };

export default function FrontPage({ locale, theme, nonce, content }: FrontProps) {
  const frame = translatorFor(locale, 'frame');
  const error = translatorFor(locale, 'error');
  const shown = content.state === 'shown';
  return (
    <>
      <Head>
        <title>{frame('product')}</title>
        <meta name="description" content={frame('description')} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </Head>
      <TopBar
        t={frame}
        locale={locale}
        theme={theme}
        signedIn={shown && content.signedIn}
        localeForm={preferences}
        themeForm={preferences}
      />
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
      <Footer t={frame} />
      <script nonce={nonce} src="/live-part.js" type="module" defer />
    </>
  );
}
