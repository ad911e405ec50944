import type { Phase } from '@rockpool/db/domain/instance';
import { getTranslator } from '../../i18n/translator.ts';
import { StatusPill } from '../../ui/status-pill.tsx';
import { looks } from '../computer/phase-look.ts';

/** A run phase as the console shows it in tables. */
export async function PhasePill({ phase }: { phase: Phase }) {
  const t = await getTranslator('consolePhase');
  const look = phase === 'provisioning' ? { ...looks.creating, spin: false } : looks[phase];
  return (
    <span className="whitespace-nowrap">
      <StatusPill tone={look.tone} icon={look.icon}>
        {t(`name.${phase}`)}
      </StatusPill>
    </span>
  );
}
