import { cx } from 'class-variance-authority';
import { CircleAlert } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

const control =
  'block w-full min-h-11 rounded-card border border-line-strong bg-surface px-3 py-2 text-base text-ink placeholder:text-ink-2/70 disabled:opacity-60 aria-invalid:border-red';

type FieldTexts = {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  action?: ReactNode;
};

/**
 * Label, control, hint and error as one; `InputField` and `SelectField` are its two usual ones. Another
 * control gets `id` and must pass on `describedBy(id, …)`:
 * `<Field id="phone" label={…} error={error}><Input id="phone" {...describedBy('phone', { error })} /></Field>`
 */
export function Field(props: FieldTexts & { children: ReactNode }) {
  return (
    <div>
      <div className="mb-1.5 flex items-baseline justify-between gap-3">
        <label htmlFor={props.id} className="text-sm font-medium">
          {props.label}
        </label>
        {props.action}
      </div>
      {props.children}
      {props.error ? (
        <p id={`${props.id}-error`} role="alert" className="mt-1.5 flex gap-1.5 text-sm text-red">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{props.error}</span>
        </p>
      ) : (
        props.hint && (
          <p id={`${props.id}-hint`} className="mt-1.5 text-sm text-ink-2">
            {props.hint}
          </p>
        )
      )}
    </div>
  );
}

export function describedBy(id: string, { error, hint }: { error?: unknown; hint?: unknown }) {
  if (error) return { 'aria-invalid': true, 'aria-describedby': `${id}-error` } as const;
  return hint ? { 'aria-describedby': `${id}-hint` } : {};
}

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={cx(control, className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={cx(control, className)} />;
}

/** The platform's own select: the right wheel on a phone, type-ahead on a desk. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={cx(control, 'pr-8', className)} />;
}

/** A text to type, with what `Field` says of it. */
export function InputField({
  label,
  hint,
  error,
  action,
  ...input
}: FieldTexts & Omit<ComponentProps<'input'>, keyof FieldTexts>) {
  return (
    <Field id={input.id} label={label} hint={hint} error={error} action={action}>
      <Input {...input} {...describedBy(input.id, { error, hint })} />
    </Field>
  );
}

/** One of the options that it encloses, with what `Field` says of it. */
export function SelectField({
  label,
  hint,
  error,
  action,
  ...select
}: FieldTexts & Omit<ComponentProps<'select'>, keyof FieldTexts>) {
  return (
    <Field id={select.id} label={label} hint={hint} error={error} action={action}>
      <Select {...select} {...describedBy(select.id, { error, hint })} />
    </Field>
  );
}
