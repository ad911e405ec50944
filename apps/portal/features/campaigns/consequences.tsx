'use client';
import type { EditDecision, EditProblem } from '@rockpool/db/domain/campaign-edit';
import type { EditWarning, WarningReason } from '@rockpool/db/domain/campaign-warnings';
import { useLocale, useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { formatTime, zoneName } from '../../ui/format-time.ts';
import { tierList } from '../benefit/refusal-text.ts';
import type { FieldName } from './campaign-fields.ts';

const fieldOfProblem: Record<EditProblem['reason'], FieldName> = {
  end_before_expiry: 'lastDayOfUse',
  end_in_past: 'lastDayOfUse',
  total_below_granted: 'totalDaysMax',
  zone_fixed: 'zone',
  retention_shortened: 'retentionDays',
  already_open: 'claimFirstDay',
};

/** What saving would do to people who have claimed, and from when; or why it may not, with the nearest value that may. */
export function Consequences(props: {
  decision: EditDecision;
  zone: string;
  seen: readonly WarningReason[];
  onSeen: (reason: WarningReason, is: boolean) => void;
  onNearest: (field: FieldName, value: string) => void;
}) {
  const { decision, zone, seen, onSeen, onNearest } = props;
  const t = useTranslations('consoleCampaignEditor');
  const locale = useLocale() as Locale;
  if (decision.kind === 'nothing') return null;
  if (decision.kind === 'refused')
    return (
      <Alert live tone="bad" title={t('strands')}>
        <ul className="space-y-2">
          {decision.problems.map((problem) => (
            <li key={problem.reason} className="flex flex-wrap items-center gap-2">
              <span>{problemText(problem)}</span>
              <Button
                size="sm"
                onClick={() => onNearest(fieldOfProblem[problem.reason], String(problem.nearest))}
              >
                {t('useNearest', { value: String(problem.nearest) })}
              </Button>
            </li>
          ))}
        </ul>
      </Alert>
    );
  const when = decision.atOnce
    ? t('atOnce')
    : t('from', {
        at: formatTime(decision.from, 'full', locale, zone),
        zone: zoneName(locale, zone),
      });
  return (
    <Alert tone={decision.warnings.length > 0 ? 'warning' : 'info'} title={when}>
      {decision.warnings.length > 0 && (
        <fieldset className="mt-1 space-y-2">
          <legend className="mb-1">{t('concerns')}</legend>
          {decision.warnings.map((warning) => (
            <label key={warning.reason} className="flex items-start gap-2">
              <input
                type="checkbox"
                className="mt-1 size-4 accent-accent"
                checked={seen.includes(warning.reason)}
                onChange={(event) => onSeen(warning.reason, event.target.checked)}
              />
              <span>{warningText(warning)}</span>
            </label>
          ))}
        </fieldset>
      )}
    </Alert>
  );

  function problemText(problem: EditProblem): string {
    switch (problem.reason) {
      case 'end_before_expiry': {
        const { people, latestExpiry } = problem;
        return t('problem.end_before_expiry', {
          people,
          at: formatTime(latestExpiry, 'dateTime', locale, zone),
        });
      }
      case 'total_below_granted':
        return t('problem.total_below_granted', { people: problem.people, granted: problem.granted });
      case 'already_open':
        return t('problem.already_open', { at: formatTime(problem.openedAt, 'dateTime', locale, zone) });
      case 'retention_shortened':
        return t('problem.retention_shortened', { people: problem.people });
      case 'end_in_past':
      case 'zone_fixed':
        return t(`problem.plain.${problem.reason}`);
    }
  }

  function warningText(warning: EditWarning): string {
    const { people } = warning;
    switch (warning.reason) {
      case 'tiers_removed':
        return t('warning.tiers_removed', { people, tiers: tierList(warning.tiers, locale) });
      case 'points_raised': {
        const { before, after } = warning;
        return t('warning.points_raised', {
          people,
          claimBefore: before.claim,
          claim: after.claim,
          dayBefore: before.day,
          day: after.day,
        });
      }
      case 'bank_lowered':
      case 'total_lowered':
      case 'end_earlier':
      case 'claims_end_earlier':
        return t(`warning.lowered.${warning.reason}`, {
          people,
          before: String(warning.before),
          after: String(warning.after),
        });
      case 'points_removed':
      case 'plan_loss_stops':
      case 'invitation_needed':
      case 'waiting_list_closed':
        return t(`warning.plain.${warning.reason}`, { people });
    }
  }
}
