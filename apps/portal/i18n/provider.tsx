'use client';
import type { ReactNode } from 'react';
import { IntlProvider } from 'use-intl/react';
import type { Locale } from './locale.ts';
import type { Messages } from './messages.ts';

/** Rendered by `ClientTexts`, which picks the messages; not to be used directly. */
export function TextsProvider(props: { locale: Locale; messages: Partial<Messages>; children: ReactNode }) {
  return (
    <IntlProvider locale={props.locale} messages={props.messages as Messages} timeZone="UTC">
      {props.children}
    </IntlProvider>
  );
}
