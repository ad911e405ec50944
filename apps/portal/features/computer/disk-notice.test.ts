import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { locales, type Locale } from '../../i18n/locale.ts';
import { messages } from '../../i18n/messages.ts';
import { TextsProvider } from '../../i18n/provider.tsx';
import { DiskNotice } from './disk-notice.tsx';
import type { InstanceSnapshot } from './snapshot.ts';

type Shown = Pick<InstanceSnapshot, 'phase' | 'diskState'>;

const markup = (locale: Locale, instance: Shown) =>
  renderToStaticMarkup(
    createElement(TextsProvider, {
      locale,
      messages: { computer: messages[locale].computer },
      children: createElement(DiskNotice, { instance }),
    }),
  );

it.each(locales)(
  'in %s a disk that fills up, or is full, tells how to make room and what to keep first',
  (locale) => {
    for (const diskState of ['low', 'full'] as const) {
      const html = markup(locale, { phase: 'running', diskState });
      expect(html).toContain(messages[locale].computer.disk[diskState].title);
      expect(html).toContain('href="/computer/chat"');
      expect(html).toContain('href="/account#own-data"');
      expect(html).not.toContain(`computer.disk`);
    }
  },
);

it.each<Shown>([
  { phase: 'running', diskState: 'ok' },
  { phase: 'running', diskState: null },
  { phase: 'expired', diskState: 'full' },
  { phase: 'removed', diskState: 'low' },
])('nothing is said of $phase, $diskState', (instance) => {
  expect(markup('zh', instance)).toBe('');
});
