'use client';
import { Tooltip as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';

/** An explanation on hover and focus. Never the only place where something is said: touch has no hover. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Primitive.Provider delayDuration={200}>
      <Primitive.Root>
        <Primitive.Trigger asChild>{children}</Primitive.Trigger>
        <Primitive.Portal>
          <Primitive.Content
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-72 rounded-card border border-line bg-surface px-3 py-2 text-sm text-ink shadow-card"
          >
            {text}
          </Primitive.Content>
        </Primitive.Portal>
      </Primitive.Root>
    </Primitive.Provider>
  );
}
