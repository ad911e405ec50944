'use client';
import { useEffect, useRef } from 'react';

/** A form that closes takes the focus away with it. What gets the returned ref has it then, unless it is somewhere else by now. */
export function useFocusAfter<E extends HTMLElement>(isOpen: boolean) {
  const ref = useRef<E>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen && document.activeElement === document.body)
      ref.current?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);
  return ref;
}
