import type { ReactNode } from 'react';
import { getTranslator } from '../../i18n/translator.ts';
import { Input, Select } from '../../ui/field.tsx';

/** A text to search for, in a table's filter form. */
export function FilterText(props: {
  name: string;
  label: ReactNode;
  value: string | undefined;
  placeholder?: string;
}) {
  const { name, label, value, placeholder } = props;
  return (
    <label className="block w-full text-sm font-medium sm:w-56">
      {label}
      <Input
        key={value}
        type="search"
        name={name}
        defaultValue={value}
        placeholder={placeholder}
        className="mt-1 font-normal"
      />
    </label>
  );
}

/** One of a few values, or any. */
export async function FilterSelect<Value extends string>(props: {
  name: string;
  label: ReactNode;
  value: Value | undefined;
  options: readonly { value: Value; text: string }[];
}) {
  const { name, label, value, options } = props;
  const t = await getTranslator('consoleTable');
  return (
    <label className="block min-w-32 text-sm font-medium max-sm:flex-1">
      {label}
      <Select key={value} name={name} defaultValue={value ?? ''} className="mt-1 font-normal">
        <option value="">{t('any')}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </Select>
    </label>
  );
}
