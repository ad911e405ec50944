'use client';
import { useActionState, type ReactNode } from 'react';
import { Alert } from '../../ui/alert.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { claimOffer } from './actions.ts';

/** A refusal that comes after the click is shown by the page itself, which is read anew; only a failure is told here. */
export function ClaimButton(props: {
  campaignId: string;
  points: number;
  failed: { title: string; text: string };
  children: ReactNode;
}) {
  const [state, action] = useActionState(claimOffer, null);
  return (
    <form action={action} className="space-y-3">
      <input type="hidden" name="campaign" value={props.campaignId} />
      <input type="hidden" name="points" value={props.points} />
      <SubmitButton look="primary" wide>
        {props.children}
      </SubmitButton>
      {state && 'unavailable' in state && (
        <Alert tone="bad" live title={props.failed.title}>
          {props.failed.text}
        </Alert>
      )}
    </form>
  );
}
