'use client';
import { useActionState, useEffect, type ReactNode } from 'react';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { checkout, openPortal, type BillingProblem, type BillingState } from './actions.ts';

export type BillingProblems = Record<BillingProblem, string>;

type Look = 'primary' | 'secondary';

/** Opens the payment page of one plan or pack. `orderKey`: two clicks are one order. */
export function OrderButton(props: {
  what: 'plan' | 'points';
  lookupKey: string;
  orderKey: string;
  look?: Look;
  problems: BillingProblems;
  children: ReactNode;
}) {
  const [state, action] = useActionState(checkout, null);
  return (
    <form action={action}>
      <input type="hidden" name="what" value={props.what} />
      <input type="hidden" name="lookupKey" value={props.lookupKey} />
      <input type="hidden" name="key" value={props.orderKey} />
      <SubmitButton look={props.look ?? 'secondary'} wide>
        {props.children}
      </SubmitButton>
      <Outcome state={state} problems={props.problems} />
    </form>
  );
}

/** Opens the page where a plan is changed, paid or ended. */
export function PortalButton(props: { look?: Look; problems: BillingProblems; children: ReactNode }) {
  const [state, action] = useActionState(openPortal, null);
  return (
    <form action={action}>
      <SubmitButton look={props.look ?? 'secondary'}>{props.children}</SubmitButton>
      <Outcome state={state} problems={props.problems} />
    </form>
  );
}

/** Goes where the answer leads, else says why it leads nowhere. */
function Outcome({ state, problems }: { state: BillingState; problems: BillingProblems }) {
  useEffect(() => {
    if (state && typeof state === 'object') window.location.assign(state.go);
  }, [state]);
  return typeof state === 'string' ? (
    <p role="alert" className="mt-2 text-sm text-red">
      {problems[state]}
    </p>
  ) : null;
}
