'use client';
import { isValidElement, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { CopyButton } from '@/ui/copy-button.tsx';

/** A program or an output as a whole, to be taken along; `children` is the `code` element that Markdown makes of it. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  const t = useTranslations('chat');
  const code = isValidElement<{ className?: string; children?: ReactNode }>(children) ? children.props : {};
  const text = typeof code.children === 'string' ? code.children.replace(/\n$/, '') : '';
  const language = /language-(\S+)/.exec(code.className ?? '')?.[1];
  return (
    <div className="my-2 rounded-card bg-sunken">
      <div className="flex items-center justify-between gap-2 pl-3">
        <span className="min-w-0 truncate font-mono text-xs text-ink-2">{language}</span>
        <CopyButton look="quiet" text={text} label={t('copyCode')} copiedLabel={t('copied')} />
      </div>
      <pre
        tabIndex={0}
        className="overflow-x-auto px-3 pb-3 font-mono text-sm [&>code]:bg-transparent [&>code]:p-0"
      >
        {children}
      </pre>
    </div>
  );
}
