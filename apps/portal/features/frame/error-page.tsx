'use client';
import { RotateCw } from 'lucide-react';
import { useEffect, useState, useTransition } from 'react';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Page } from '../../ui/page.tsx';
import { useErrorTexts } from './error-texts.tsx';

const retryEverySeconds = 10;

/** Tries again by itself: most often the database was away for a moment, and the page comes back where it was. */
export function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const texts = useErrorTexts();
  const [pending, startTransition] = useTransition();
  const [tries, setTries] = useState(0);
  const traceId =
    typeof error === 'object' && error !== null && 'digest' in error ? String(error.digest) : null;

  useEffect(() => {
    const timer = setTimeout(() => {
      setTries((count) => count + 1);
      startTransition(retry);
    }, retryEverySeconds * 1000);
    return () => clearTimeout(timer);
  }, [tries, retry]);

  if (!texts) return null;
  return (
    <Page width="normal">
      <h1 className="sr-only">{texts.title}</h1>
      <Alert
        tone="bad"
        live
        title={texts.title}
        action={
          <>
            <Button look="primary" busy={pending} onClick={() => startTransition(retry)}>
              {!pending && <RotateCw aria-hidden className="size-4" />}
              {texts.retry}
            </Button>
            {traceId && <CopyButton text={traceId} label={texts.copy} copiedLabel={texts.copied} />}
          </>
        }
      >
        <p>{texts.body}</p>
        <p className="mt-1">{texts.retrying}</p>
        {traceId && (
          <p className="mt-2 text-ink-2">
            {texts.traceId} <code className="font-mono">{traceId}</code>
          </p>
        )}
      </Alert>
    </Page>
  );
}
