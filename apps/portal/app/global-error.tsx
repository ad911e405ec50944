'use client';
import './globals.css';
import { Button } from '@/ui/button.tsx';
import { Page } from '@/ui/page.tsx';

/** Only when the frame itself fails. It knows no language, so it speaks both. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const traceId =
    typeof error === 'object' && error !== null && 'digest' in error ? String(error.digest) : null;
  return (
    <html lang="zh-CN">
      <body>
        <title>Rockpool</title>
        <Page width="normal">
          <h1 className="text-2xl font-semibold">页面暂时打不开</h1>
          <p className="mt-2">您的数据没有受影响，请稍后重试。</p>
          <p className="mt-2 text-ink-2" lang="en">
            This page cannot be shown right now. Your data is safe; please try again shortly.
          </p>
          {traceId && (
            <p className="mt-2 text-sm text-ink-2">
              追踪编号 / Trace id <code className="font-mono">{traceId}</code>
            </p>
          )}
          <Button look="primary" className="mt-4" onClick={retry}>
            重试 / Try again
          </Button>
        </Page>
      </body>
    </html>
  );
}
