import NextDocument, {
  Head,
  Html,
  Main,
  NextScript,
  type DocumentContext,
  type DocumentInitialProps,
} from 'next/document';
import { parseTheme, themeCookie, type Theme } from '../features/preferences/theme.ts';
import { chooseLocale, languageTag, localeCookie, type Locale } from '../i18n/locale.ts';

type Props = DocumentInitialProps & { locale: Locale; theme: Theme };

/** The same `html` as app/layout.tsx writes. */
export default class FrontDocument extends NextDocument<Props> {
  static override async getInitialProps(context: DocumentContext): Promise<Props> {
    const props = await NextDocument.getInitialProps(context);
    const request = context.req as (typeof context.req & { cookies?: Record<string, string> }) | undefined;
    return {
      ...props,
      locale: chooseLocale(request?.cookies?.[localeCookie], request?.headers['accept-language'] ?? null),
      theme: parseTheme(request?.cookies?.[themeCookie]),
    };
  }

  override render() {
    const { locale, theme } = this.props;
    return (
      <Html lang={languageTag[locale]} data-theme={theme === 'system' ? undefined : theme}>
        <Head />
        <body>
          <Main />
          <NextScript />
        </body>
      </Html>
    );
  }
}
