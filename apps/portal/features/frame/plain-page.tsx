import Head from 'next/head';
import type { ReactNode } from 'react';
import { translatorFor } from '../../i18n/translator-for.ts';
import { Footer } from './footer.tsx';
import type { FrameProps } from './read-frame.ts';
import { TopBar } from './top-bar.tsx';

const preferences = { action: '/api/preferences', method: 'post' };

type Props = FrameProps & {
  title: string;
  description?: string;
  signedIn: boolean;
  children: ReactNode;
};

/** The frame of a page of plain HTML. What is marked `data-live` in `children` is kept true by `public/live-part.js`. */
export function PlainPage({ locale, theme, nonce, title, description, signedIn, children }: Props) {
  const t = translatorFor(locale, 'frame');
  return (
    <>
      <Head>
        <title>{title}</title>
        {description && <meta name="description" content={description} />}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
      </Head>
      <TopBar
        t={t}
        locale={locale}
        theme={theme}
        signedIn={signedIn}
        localeForm={preferences}
        themeForm={preferences}
      />
      {children}
      <Footer t={t} />
      <script nonce={nonce} src="/live-part.js" type="module" defer />
    </>
  );
}
