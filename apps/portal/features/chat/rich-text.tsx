'use client';
import { lazy, Suspense } from 'react';

// the renderer is larger than the rest of the page; the plain text stands in until it is there
const Markdown = lazy(() => import('./markdown.tsx'));

export function RichText({ text }: { text: string }) {
  return (
    <div className="min-w-0 break-words">
      <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
        <Markdown text={text} />
      </Suspense>
    </div>
  );
}
