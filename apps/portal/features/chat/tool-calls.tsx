'use client';
import { ChevronRight, CircleAlert, LoaderCircle, Wrench } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import type { ToolCall } from './chat-state.ts';

/** What the assistant did on the way, folded. */
export function ToolCalls({ tools, isOver }: { tools: readonly ToolCall[]; isOver: boolean }) {
  if (tools.length === 0) return null;
  return (
    <ul className="mb-2 space-y-1">
      {tools.map((tool) => (
        <li key={tool.id}>
          <Tool tool={tool} isRunning={!isOver && tool.output === null} />
        </li>
      ))}
    </ul>
  );
}

function Tool({ tool, isRunning }: { tool: ToolCall; isRunning: boolean }) {
  const t = useTranslations('chat');
  const { name, input, output, ok } = tool;
  const Icon = isRunning ? LoaderCircle : ok ? Wrench : CircleAlert;
  const label = isRunning
    ? t('tool.running', { name })
    : ok
      ? t('tool.done', { name })
      : t('tool.failed', { name });
  return (
    <details className="group rounded-card border border-line text-sm">
      <summary className="flex min-h-9 list-none items-center gap-2 px-3 py-1 text-ink-2">
        <Icon
          aria-hidden
          className={`size-4 shrink-0 ${isRunning ? 'animate-spin' : ''} ${ok || isRunning ? '' : 'text-red'}`}
        />
        <span className="min-w-0 flex-1 truncate">{label}</span>
        <ChevronRight aria-hidden className="size-4 shrink-0 transition-transform group-open:rotate-90" />
      </summary>
      <div className="space-y-2 border-t border-line px-3 py-2">
        <Part title={t('tool.input')} text={input} />
        {output !== null && output !== '' && <Part title={t('tool.output')} text={output} />}
      </div>
    </details>
  );
}

function Part({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <p className="text-xs text-ink-2">{title}</p>
      <pre tabIndex={0} className="max-h-60 overflow-auto font-mono text-xs break-all whitespace-pre-wrap">
        {text}
      </pre>
    </div>
  );
}
