import { phaseReasons, phases } from '@rockpool/db/domain/instance';
import type { HistoryRow } from '@rockpool/db/views/console-user-history';
import type { ReactNode } from 'react';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { formatMoney } from '../billing/money.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { describeUserAgent } from '../account/user-agent.ts';
import { ConsoleTime } from '../console/console-time.tsx';
import { detailText } from '../instances/detail-text.ts';
import { planReasonName } from '../payments/plan-payment-columns.tsx';
import { actionName } from '../console/action-name.ts';

const leftOut = ['fresh', 'night', 'told', 'late', 'covered', 'renewed', 'not_running'] as const;
const isLeftOut = (detail: string): detail is (typeof leftOut)[number] =>
  (leftOut as readonly string[]).includes(detail);

/** One event of a user's history as a sentence, with the words of who did it below. */
export async function HistoryText({ row }: { row: HistoryRow }) {
  const [t, phase, payments, locale] = await Promise.all([
    getTranslator('consoleUsers'),
    getTranslator('consolePhase'),
    getTranslator('consolePayments'),
    getLocale(),
  ]);
  switch (row.kind) {
    case 'days': {
      const { reason, days, points, expiresAfter, campaign, note, by } = row.detail;
      return (
        <Lines note={note} by={by}>
          {t(`did.${reason}`, { days: Math.abs(days), campaign: campaign[locale] })}
          {points > 0 && ` · ${t('paid', { points })}`}
          {expiresAfter && (
            <span className="text-ink-2">
              {' → '}
              <ConsoleTime at={expiresAfter} />
            </span>
          )}
        </Lines>
      );
    }
    case 'points': {
      const { points, reason, note, by } = row.detail;
      const known = reason === 'purchase' || reason === 'operator' || reason === 'refund';
      return (
        <Lines note={note} by={by}>
          {t(points > 0 ? 'pointsIn' : 'pointsOut', { points: Math.abs(points) })}
          {` · ${known ? t(`pointReason.${reason}`) : reason}`}
        </Lines>
      );
    }
    case 'purchase': {
      const { state, points, amount, refunded, currency } = row.detail;
      return (
        <Lines>
          {t('bought', { points, amount: formatMoney(amount, currency, locale) })} ·{' '}
          {payments(`purchaseState.${state}`)}
          {refunded > 0 && ` ${formatMoney(refunded, currency, locale)}`}
        </Lines>
      );
    }
    case 'plan_payment': {
      const { state, reason, amount, refunded, currency } = row.detail;
      return (
        <Lines>
          {t('paidForPlan', { amount: formatMoney(amount, currency, locale) })} ·{' '}
          {planReasonName(payments, reason)} · {payments(`purchaseState.${state}`)}
          {refunded > 0 && ` ${formatMoney(refunded, currency, locale)}`}
        </Lines>
      );
    }
    case 'consent':
      return (
        <Lines>
          {t(row.detail.given ? 'consentWasGiven' : 'consentWasWithdrawn', {
            version: row.detail.textVersion,
          })}
        </Lines>
      );
    case 'reminder': {
      const { reminder, state, detail } = row.detail;
      const known = reminder === 'before_24h' || reminder === 'before_2h' || reminder === 'expired';
      const became = state === 'sent' || state === 'skipped' || state === 'failed';
      return (
        <Lines note={isLeftOut(detail) ? t(`reminderWhy.${detail}`) : detail}>
          {known ? t(`reminder.${reminder}`) : reminder} · {became ? t(`reminderState.${state}`) : state}
        </Lines>
      );
    }
    case 'sign_in': {
      const { browser, system } = describeUserAgent(row.detail.userAgent);
      const device = [browser, system].filter(Boolean).join(' · ') || t('unknownDevice');
      return (
        <Lines>
          {t('signedIn', { device })}
          {row.detail.revokedAt && ` · ${t('sessionEnded')}`}
        </Lines>
      );
    }
    case 'phase': {
      const name = phases.find((each) => each === row.detail.phase);
      const reason = phaseReasons.find((each) => each === row.detail.reason);
      return (
        <Lines note={await detailText(row.detail.detail)}>
          {t('computerBecame', { phase: name ? phase(`name.${name}`) : row.detail.phase })}
          {` · ${reason ? phase(`reason.${reason}`) : row.detail.reason}`}
        </Lines>
      );
    }
    case 'audit': {
      const { action, actor, reason, id } = row.detail;
      return (
        <Lines note={reason} by={actor}>
          <TextLink href={`/console/audit/${id}`} prefetch={false}>
            {await actionName(action)}
          </TextLink>
        </Lines>
      );
    }
  }
}

async function Lines({ children, note, by }: { children: ReactNode; note?: string; by?: string | null }) {
  const t = await getTranslator('consoleUsers');
  return (
    <>
      <p>{children}</p>
      {(note || by) && (
        <p className="text-ink-2">
          {note}
          {note && by && ' · '}
          {by && t('by', { name: by })}
        </p>
      )}
    </>
  );
}
