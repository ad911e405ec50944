import type { ReactNode } from 'react';
import { messages, type Messages, type Namespace } from './messages.ts';
import { TextsProvider } from './provider.tsx';
import { getLocale } from './translator.ts';

/** Gives client components below it `useTranslations` for the named pages only, so that no page ships all texts. */
export async function ClientTexts({ only, children }: { only: Namespace[]; children: ReactNode }) {
  const locale = await getLocale();
  const picked = Object.fromEntries(only.map((name) => [name, messages[locale][name]])) as Partial<Messages>;
  return (
    <TextsProvider locale={locale} messages={picked}>
      {children}
    </TextsProvider>
  );
}
