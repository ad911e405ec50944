/** The status page: plain HTML like the front page, because it is opened when something is wrong. */
import type { GetServerSideProps, PageConfig } from 'next';
import Head from 'next/head';
import { Footer } from '../features/frame/footer.tsx';
import { readFrame, type FrameProps } from '../features/frame/read-frame.ts';
import { TopBar } from '../features/frame/top-bar.tsx';
import type { StatusLook } from '../features/status/read-status.ts';
import { readStatus } from '../features/status/shared-reader.ts';
import { StatusView } from '../features/status/status-view.tsx';
import { translatorFor } from '../i18n/translator-for.ts';

export const config = { unstable_runtimeJS: false, runtime: 'nodejs' } satisfies PageConfig;

type Props = FrameProps & { look: StatusLook };

export const getServerSideProps: GetServerSideProps<Props> = async (context) => ({
  props: { ...readFrame(context), look: await readStatus() },
});

const preferences = { action: '/api/preferences', method: 'post' };

/** Who looks is not asked: that would be one more thing that may not answer. */
export default function StatusPage({ locale, theme, nonce, look }: Props) {
  const frame = translatorFor(locale, 'frame');
  const t = translatorFor(locale, 'status');
  return (
    <>
      <Head>
        <title>{`${t('title')} · ${frame('product')}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </Head>
      <TopBar
        t={frame}
        locale={locale}
        theme={theme}
        signedIn={false}
        localeForm={preferences}
        themeForm={preferences}
      />
      <StatusView look={look} locale={locale} />
      <Footer t={frame} />
      <script nonce={nonce} src="/live-part.js" type="module" defer />
    </>
  );
}
