import type { Metadata } from 'next';
import { may } from '@rockpool/db/domain/roles';
import { parseSettings, settingKeys } from '@rockpool/db/domain/settings';
import { readSettings } from '@rockpool/db/settings/read';
import { db } from '@/db.ts';
import { requestAddress, requireStaff } from '@/features/console/current-staff.ts';
import { SettingCard } from '@/features/console/settings/setting-card.tsx';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Alert } from '@/ui/alert.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleSettings');
  return { title: t('title') };
}

export default async function ConsoleSettingsPage() {
  const staff = await requireStaff('settings.read');
  const [t, settings, address] = await Promise.all([
    getTranslator('consoleSettings'),
    readSettings(db()),
    requestAddress(),
  ]);
  const defaults = parseSettings({});
  const mayEdit = may(staff.role, 'settings.edit');
  return (
    <Page width="normal">
      <PageHead title={t('title')} hint={t('hint', { address: address || '–' })} />
      <ClientTexts only={['consoleSettings']}>
        <div className="space-y-4">
          {!mayEdit && <Alert tone="info" title={t('readOnly')} />}
          {settingKeys.map((key) => (
            <SettingCard
              key={key}
              setting={key}
              value={settings[key]}
              byDefault={defaults[key]}
              mayEdit={mayEdit}
            />
          ))}
        </div>
      </ClientTexts>
    </Page>
  );
}
