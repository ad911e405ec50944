// The puzzle's widget, without its own look: it fetches a challenge, solves it in workers and says so.
import 'altcha/external';

type StateEvent = CustomEvent<{ state: string; payload?: string }>;

// a file of this site, as the content security policy wants it
globalThis.$altcha.algorithms.set(
  'SHA-256',
  () => new Worker(new URL('altcha/workers/sha', import.meta.url)),
);

export function createWidget(options: {
  challengeUrl: string;
  /** the solution; null while there is none, also after it ran out */
  onChange: (payload: string | null, failed: boolean) => void;
}): HTMLElement {
  const widget = document.createElement('altcha-widget');
  widget.setAttribute('challenge', options.challengeUrl);
  widget.setAttribute('auto', 'onload');
  widget.setAttribute('display', 'invisible');
  widget.setAttribute(
    'configuration',
    JSON.stringify({ minDuration: 0, humanInteractionSignature: false, disableAutoFocus: true }),
  );
  widget.addEventListener('statechange', (event) => {
    const { state, payload } = (event as StateEvent).detail;
    options.onChange(state === 'verified' ? (payload ?? null) : null, state === 'error');
  });
  return widget;
}
