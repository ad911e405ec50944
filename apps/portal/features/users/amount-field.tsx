import { useId, type ReactNode } from 'react';
import { InputField } from '../../ui/field.tsx';

/** How many to give or to take: a whole number from 1 to `max`; 0 while nothing is typed. `hint` says what will be after. */
export function AmountField(props: {
  name: string;
  label: ReactNode;
  hint: ReactNode;
  max: number;
  value: number;
  onChange: (value: number) => void;
}) {
  const { name, label, hint, max, value, onChange } = props;
  return (
    <InputField
      id={useId()}
      label={label}
      hint={<span aria-live="polite">{hint}</span>}
      name={name}
      type="number"
      inputMode="numeric"
      min={1}
      max={max}
      step={1}
      required
      value={value || ''}
      onChange={(event) => onChange(Math.max(0, Math.min(max, Math.trunc(Number(event.target.value)))))}
    />
  );
}
