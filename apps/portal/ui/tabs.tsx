'use client';
import { Tabs as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';

export type Tab = { id: string; label: ReactNode; content: ReactNode };

/** Two or three ways to the same end. Every panel stays mounted, so that nothing typed is lost by looking at another. */
export function Tabs(props: { label: string; tabs: Tab[]; value: string; onChange: (id: string) => void }) {
  return (
    <Primitive.Root value={props.value} onValueChange={props.onChange}>
      <Primitive.List aria-label={props.label} className="mb-4 flex gap-1 rounded-card bg-sunken p-1">
        {props.tabs.map(({ id, label }) => (
          <Primitive.Trigger
            key={id}
            value={id}
            className="min-h-9 flex-1 rounded-md px-3 py-1 text-sm font-medium text-ink-2 transition-colors hover:text-ink data-[state=active]:bg-surface data-[state=active]:text-ink data-[state=active]:shadow-card"
          >
            {label}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {props.tabs.map(({ id, content }) => (
        <Primitive.Content
          key={id}
          value={id}
          forceMount
          className="focus-visible:outline-offset-4 data-[state=inactive]:hidden"
        >
          {content}
        </Primitive.Content>
      ))}
    </Primitive.Root>
  );
}
