'use client';
import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

/** A question that must be answered before going on. `closeLabel` names the corner button for screen readers. */
export function Dialog(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  closeLabel: string;
  children: ReactNode;
}) {
  return (
    <Primitive.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <Primitive.Content
          {...(props.description ? {} : { 'aria-describedby': undefined })}
          className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-card border border-line bg-surface p-5 shadow-card"
        >
          <div className="mb-3 flex items-start justify-between gap-4">
            <Primitive.Title className="text-lg font-semibold">{props.title}</Primitive.Title>
            <Primitive.Close asChild>
              <Button look="quiet" size="icon" aria-label={props.closeLabel}>
                <X aria-hidden className="size-4" />
              </Button>
            </Primitive.Close>
          </div>
          {props.description && (
            <Primitive.Description className="mb-4 text-sm text-ink-2">
              {props.description}
            </Primitive.Description>
          )}
          {props.children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
