import { chooseLocale, languageTag, localeCookie, type Locale } from '../../i18n/locale.ts';
import { translatorFor } from '../../i18n/translator-for.ts';
import { retryAfterSeconds } from './must-wait.ts';

const pages = new Map<Locale, string>();

/** What a page says while the service is too busy for it: a few hundred bytes, made once, that load themselves again. */
export function busyPage(request: { localeCookie: string | undefined; acceptLanguage: string | null }): {
  body: string;
  headers: Record<string, string>;
} {
  const locale = chooseLocale(request.localeCookie, request.acceptLanguage);
  const page = pages.get(locale) ?? render(locale);
  pages.set(locale, page);
  const seconds = String(retryAfterSeconds(Math.random()));
  return {
    body: page.replace('{seconds}', seconds),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': seconds,
    },
  };
}

export { localeCookie };

function render(locale: Locale): string {
  const t = translatorFor(locale, 'busy');
  return `<!doctype html>
<html lang="${languageTag[locale]}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{seconds}">
<title>${t('title')}</title>
<style>
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.6 "PingFang SC","Noto Sans SC","Microsoft YaHei",system-ui,sans-serif;background:light-dark(#fafaf9,#131416);color:light-dark(#1c1c1a,#ededea)}
main{max-width:26rem;padding:1.5rem}
h1{font-size:1.25rem;margin:0 0 .5rem}
p{margin:0 0 1rem}
a{color:inherit;text-underline-offset:.2em;margin-inline-end:1.5rem}
a:focus-visible{outline:2px solid;outline-offset:3px}
</style>
<main>
<h1>${t('title')}</h1>
<p>${t('text')}</p>
<p>${t('kept')}</p>
<p><a href="">${t('again')}</a><a href="/computer">${t('computer')}</a></p>
</main>
</html>
`;
}
