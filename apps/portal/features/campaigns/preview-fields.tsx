import { tiers, type Tier } from '@rockpool/db/domain/plan';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { Input, Select } from '../../ui/field.tsx';
import { tierName } from '../benefit/refusal-text.ts';

/** What an operator supposes in the previews of a campaign. */
export function Labelled(props: { label: ReactNode; wide?: boolean; children: ReactNode }) {
  return (
    <label className={props.wide ? 'col-span-2 text-sm font-medium' : 'text-sm font-medium'}>
      {props.label}
      <span className="mt-1 block font-normal">{props.children}</span>
    </label>
  );
}

export function PlanChoice(props: { value: Tier | null; onChange: (tier: Tier | null) => void }) {
  const t = useTranslations('consoleCampaignPreview');
  return (
    <Labelled label={t('plan')}>
      <Select
        value={props.value ?? ''}
        onChange={(event) => props.onChange(tiers.find((tier) => tier === event.target.value) ?? null)}
      >
        <option value="">{t('noPlan')}</option>
        {tiers.map((tier) => (
          <option key={tier} value={tier}>
            {tierName(tier)}
          </option>
        ))}
      </Select>
    </Labelled>
  );
}

/** A whole number from 0 to `max`; what is none counts as 0. */
export function Amount(props: {
  label: ReactNode;
  max: number;
  value: number;
  onChange: (value: number) => void;
}) {
  const { label, max, value, onChange } = props;
  return (
    <Labelled label={label}>
      <Input
        inputMode="numeric"
        value={value}
        onChange={(event) =>
          onChange(Math.min(max, Math.max(0, Math.trunc(Number(event.target.value)) || 0)))
        }
      />
    </Labelled>
  );
}

export const pointsMax = 9_999_999;

export function Check(props: { is: boolean; onChange: (is: boolean) => void; label: ReactNode }) {
  return (
    <label className="flex items-center gap-2">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        checked={props.is}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      {props.label}
    </label>
  );
}
