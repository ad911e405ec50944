import type { ReactNode } from 'react';
import type { core } from 'zod';
import { getTranslator } from '../../i18n/translator.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Input, Select } from '../../ui/field.tsx';
import {
  hasFilters,
  tableHref,
  textOf,
  type Filters,
  type TableQuery,
  type TableShape,
} from './table-query.ts';

/** A field of a table's filter form, named as the filter: a text to search for, one of a few values or any, a day. */
export type FilterField<F extends Filters> = {
  [Name in keyof F & string]: { name: Name; label: string } & (
    | { kind: 'text'; placeholder?: string }
    | { kind: 'choice'; options: readonly { value: core.output<F[Name]> & string; text: string }[] }
    | { kind: 'day' }
  );
}[keyof F & string];

/** The form that narrows a table, which shows what it is narrowed to; it works without script. */
export async function TableFilters<Sort extends string, F extends Filters>(props: {
  shape: TableShape<Sort, F>;
  query: TableQuery<Sort, F>;
  fields: readonly FilterField<F>[];
}) {
  const { shape, query, fields } = props;
  const t = await getTranslator('consoleTable');
  return (
    <form
      action={shape.path}
      role="search"
      aria-label={t('filter')}
      className="flex flex-wrap items-end gap-3"
    >
      {fields.map((field) => (
        <FilterInput
          key={field.name}
          field={field}
          value={textOf(query.filters[field.name])}
          any={t('any')}
        />
      ))}
      <input type="hidden" name="sort" value={query.sort} />
      <input type="hidden" name="dir" value={query.descending ? 'desc' : 'asc'} />
      <Button type="submit" size="sm" className="min-h-11">
        {t('apply')}
      </Button>
      {hasFilters(query) && (
        <ButtonLink
          href={tableHref(shape, query, { filters: {} })}
          look="quiet"
          size="sm"
          prefetch={false}
          className="min-h-11"
        >
          {t('clear')}
        </ButtonLink>
      )}
    </form>
  );
}

// the keys make a field anew when its filter changed: what was typed otherwise stays
function FilterInput<F extends Filters>(props: { field: FilterField<F>; value: string; any: string }) {
  const { field, value, any } = props;
  const { name, label, kind } = field;
  if (kind === 'choice')
    return (
      <Labelled label={label} className="min-w-32 max-sm:flex-1">
        <Select key={value} name={name} defaultValue={value} className="mt-1 font-normal">
          <option value="">{any}</option>
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </Select>
      </Labelled>
    );
  if (kind === 'day')
    return (
      <Labelled label={label} className="max-sm:flex-1">
        <Input key={value} type="date" name={name} defaultValue={value} className="mt-1 font-normal" />
      </Labelled>
    );
  return (
    <Labelled label={label} className="w-full sm:w-72">
      <Input
        key={value}
        type="search"
        name={name}
        defaultValue={value}
        placeholder={field.placeholder}
        className="mt-1 font-normal"
      />
    </Labelled>
  );
}

const Labelled = (props: { label: string; className: string; children: ReactNode }) => (
  <label className={`block text-sm font-medium ${props.className}`}>
    {props.label}
    {props.children}
  </label>
);
