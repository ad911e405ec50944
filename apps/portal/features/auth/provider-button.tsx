'use client';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';

/** Goes to the operator's identity provider; next-auth answers the form with the address. */
export function ProviderButton(props: { provider: string; label: string; next: string; failed: string }) {
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');

  async function go() {
    setState('busy');
    try {
      const { csrfToken } = (await (await fetch('/api/auth/csrf')).json()) as { csrfToken: string };
      const response = await fetch(`/api/auth/signin/${props.provider}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ csrfToken, callbackUrl: props.next, json: 'true' }),
      });
      const { url } = (await response.json()) as { url: string };
      // without the provider next-auth answers with our own page
      if (new URL(url).origin === location.origin) return setState('failed');
      location.assign(url);
    } catch {
      setState('failed');
    }
  }

  return (
    <div className="mt-5 border-t border-line pt-5">
      <Button wide busy={state === 'busy'} onClick={go}>
        {props.label}
      </Button>
      {state === 'failed' && (
        <p role="alert" className="mt-2 text-sm text-red">
          {props.failed}
        </p>
      )}
    </div>
  );
}
