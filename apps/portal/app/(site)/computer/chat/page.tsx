import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { requireUser } from '@/features/auth/current-user.ts';
import { Chat } from '@/features/chat/chat.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { ButtonLink } from '@/ui/button.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('chat');
  return { title: t('title') };
}

export default async function ChatPage() {
  const user = await requireUser();
  const [t, instance] = await Promise.all([
    getTranslator('chat'),
    db().instance.findUnique({
      where: { userId: user.id },
      select: { model: { select: { instanceId: true } } },
    }),
  ]);
  return (
    // the bar above takes 3.5rem and its line; below there is no place for the footer
    <main
      id="main"
      data-fills-window
      className="mx-auto flex h-[calc(100dvh-3.5rem-1px)] w-full max-w-3xl flex-col px-4 sm:px-6"
    >
      <header className="flex flex-wrap items-baseline gap-x-3 border-b border-line py-3">
        <h1 className="text-lg font-semibold max-sm:mr-auto">{t('title')}</h1>
        <p className="mr-auto text-sm text-ink-2 max-sm:hidden">{t('hint')}</p>
        <ButtonLink href="/computer" look="quiet" size="sm">
          <ArrowLeft aria-hidden className="size-4" />
          {t('back')}
        </ButtonLink>
      </header>
      <ClientTexts only={['chat']}>
        <Chat
          storageKey={`rockpool-chat:${user.id}`}
          hasModel={!instance || instance.model !== null}
          timeZone="Asia/Shanghai"
        />
      </ClientTexts>
    </main>
  );
}
