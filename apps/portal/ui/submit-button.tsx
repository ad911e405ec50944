'use client';
import type { ComponentProps } from 'react';
import { useFormStatus } from 'react-dom';
import { Button } from './button.tsx';

/** A submit button of a form with a server action; busy while it runs. Of several, the pressed one shows it. */
export function SubmitButton(props: Omit<ComponentProps<typeof Button>, 'type' | 'busy'>) {
  const { pending, data } = useFormStatus();
  const pressed = props.name === undefined || data?.get(props.name) === props.value;
  return <Button {...props} type="submit" busy={pending && pressed} disabled={props.disabled || pending} />;
}
