'use client';
import { startTransition, useActionState, useId, useState, type FormEvent, type ReactNode } from 'react';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { describedBy, Field, Textarea } from '../../ui/field.tsx';
import type { Outcome } from './outcome.ts';

/** The texts that all such dialogs share. */
export type OperateWords = { reason: string; reasonHint: string; cancel: string; close: string };

/**
 * A button that asks before it does: what will be after, and why. `hidden` travels with the form, an idempotency key
 * among it, so that a double click does it once. What was typed stays when it was refused; a success is said beside the
 * button.
 */
export function OperateDialog(props: {
  trigger: ReactNode;
  look?: 'secondary' | 'danger';
  title: string;
  /** what will be after */
  description: ReactNode;
  /** name of the button that does it */
  confirm: string;
  words: OperateWords;
  hidden: Record<string, string>;
  action: (before: Outcome, form: FormData) => Promise<Outcome>;
  /** more fields */
  children?: ReactNode;
  /** whether the log wants the operator's words */
  asksReason?: boolean;
}) {
  const { asksReason = true } = props;
  const { trigger, look = 'secondary', title, description, confirm, words, hidden, children } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  const [outcome, submit, pending] = useActionState<Outcome, FormData>(async (before, form) => {
    const after = await props.action(before, form);
    if (after?.kind === 'done') setOpen(false);
    return after;
  }, null);

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (pending) return;
    const form = new FormData(event.currentTarget);
    startTransition(() => submit(form));
  }

  return (
    // its message takes a line of its own below all the buttons of a row, so that none of them moves aside
    <div className="contents">
      <Button size="sm" look={look} onClick={() => setOpen(true)}>
        {trigger}
      </Button>
      <p role="status" className="order-last basis-full text-sm text-green empty:hidden">
        {!open && outcome?.kind === 'done' && outcome.text}
      </p>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={title}
        description={description}
        closeLabel={words.close}
      >
        <form onSubmit={send} className="space-y-4">
          {Object.entries(hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          {children}
          {asksReason && (
            <Field id={`${id}-reason`} label={words.reason} hint={words.reasonHint}>
              <Textarea
                id={`${id}-reason`}
                name="reason"
                rows={2}
                required
                maxLength={500}
                {...describedBy(`${id}-reason`, { hint: words.reasonHint })}
              />
            </Field>
          )}
          {outcome?.kind === 'refused' && <Alert live tone="bad" title={outcome.text} />}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => setOpen(false)}>{words.cancel}</Button>
            <Button type="submit" look={look === 'danger' ? 'danger' : 'primary'} busy={pending}>
              {confirm}
            </Button>
          </div>
        </form>
      </Dialog>
    </div>
  );
}
