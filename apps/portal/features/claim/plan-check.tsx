import type { MembershipAnswer } from '@rockpool/db/domain/payment';
import { ShieldCheck } from 'lucide-react';
import { languageTag, type Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { formatTime } from '../../ui/format-time.ts';
import { StatusPill } from '../../ui/status-pill.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { tierName } from '../benefit/refusal-text.ts';
import { setConsent } from './actions.ts';

type Words = { t: Translator<'claim'>; locale: Locale; timeZone: string };

/** Asks for consent, then shows what the membership source says, and which source that is. */
export function PlanCheck(
  props: Words & {
    membership: MembershipAnswer | null;
    consented: boolean;
    fits: boolean;
    phone: string;
    prominent: boolean;
  },
) {
  const { t, membership, fits, phone } = props;
  if (!membership)
    return (
      <Card>
        <CardHead title={t('check.title')} hint={t('check.ask', { phone })} />
        <form action={setConsent}>
          <input type="hidden" name="consent" value="yes" />
          <SubmitButton look={props.prominent ? 'primary' : 'secondary'} wide>
            <ShieldCheck aria-hidden className="size-4" />
            {t('check.allow')}
          </SubmitButton>
        </form>
        <p className="mt-3 text-sm text-ink-2">{t('check.promise')}</p>
      </Card>
    );
  const pill =
    membership.kind === 'unavailable' ? (
      <StatusPill tone="warning">{t('check.noAnswer')}</StatusPill>
    ) : (
      <StatusPill tone={fits ? 'good' : 'neutral'}>{fits ? t('check.fits') : t('check.fitsNot')}</StatusPill>
    );
  return (
    <Card>
      <CardHead title={t('check.title')} action={pill} />
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        {factsOf(membership, props).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
        <dt className="text-ink-2">{t('check.phone')}</dt>
        <dd className="tabular">{phone}</dd>
      </dl>
      {props.consented && (
        <form action={setConsent} className="mt-3">
          <input type="hidden" name="consent" value="no" />
          <SubmitButton look="quiet" size="sm" className="-ml-3">
            {t('check.withdraw')}
          </SubmitButton>
        </form>
      )}
    </Card>
  );
}

function factsOf(membership: MembershipAnswer, { t, locale, timeZone }: Words): [string, string][] {
  const named = membership.kind === 'member' ? membership.member.source : membership.source;
  const names = named.split(', ').map((name) => (isKnownSource(name) ? t(`source.${name}`) : name));
  const source = new Intl.ListFormat(languageTag[locale], { type: 'conjunction' }).format(names);
  if (membership.kind === 'unknown')
    return [
      [t('check.plan'), t('check.noPlan')],
      [t('check.source'), source],
    ];
  const member = membership.kind === 'member' ? membership.member : membership.last;
  if (!member) return [[t('check.source'), source]];
  const time = (at: Date) => formatTime(at, 'date', locale, timeZone);
  return [
    [t('check.plan'), tierName(member.tier)],
    [t('check.validUntil'), member.validUntil ? time(member.validUntil) : t(`check.${noEndWord(named)}`)],
    [t('check.source'), t('check.sourceAt', { source, at: time(member.checkedAt) })],
  ];
}

/** A subscription ends when it is no longer paid; only a list may name a plan without any end. */
const noEndWord = (source: string) => (source === 'subscription' ? 'whilePaid' : 'noEnd');

const knownSources = ['import', 'api', 'subscription'] as const;

const isKnownSource = (name: string): name is (typeof knownSources)[number] =>
  (knownSources as readonly string[]).includes(name);
