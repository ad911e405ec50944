import { ArrowLeft, CloudOff } from 'lucide-react';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { env } from '@/env.ts';
import { requireUser } from '@/features/auth/current-user.ts';
import { modelPresets } from '@/features/model-check/presets.ts';
import { sandboxPreset } from '@/features/model-check/sandbox-preset.ts';
import { SetUp } from '@/features/set-up/set-up.tsx';
import { loadSnapshot } from '@/features/set-up/snapshot.ts';
import { speechPresets } from '@/features/speech/speech-presets.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { ButtonLink } from '@/ui/button.tsx';
import { EmptyState } from '@/ui/empty-state.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('setUp');
  return { title: t('title') };
}

export default async function SetUpPage() {
  const user = await requireUser();
  const [t, snapshot] = await Promise.all([getTranslator('setUp'), loadSnapshot(db(), user.id, null)]);
  const { sandbox, feishu } = env();
  return (
    <Page>
      <PageHead
        title={t('title')}
        hint={t('hint')}
        action={
          <ButtonLink href="/computer" look="quiet" size="sm" className="max-sm:-ml-3">
            <ArrowLeft aria-hidden className="size-4" />
            {t('toComputer')}
          </ButtonLink>
        }
      />
      {snapshot ? (
        <ClientTexts only={['setUp', 'model', 'speech', 'feishu']}>
          <SetUp
            initial={snapshot}
            presets={modelPresets(sandboxPreset(sandbox.modelUrl))}
            speechPresets={speechPresets(sandbox.modelUrl)}
            timeZone="Asia/Shanghai"
            consoleUrls={{ feishu: `${feishu.feishu.openUrl}/app`, lark: `${feishu.lark.openUrl}/app` }}
            sandboxPhone={sandbox.feishuUrl}
          />
        </ClientTexts>
      ) : (
        <EmptyState
          icon={CloudOff}
          action={
            <ButtonLink href="/claim" look="primary">
              {t('toClaim')}
            </ButtonLink>
          }
        >
          {t('none')}
        </EmptyState>
      )}
    </Page>
  );
}
