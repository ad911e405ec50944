'use client';
import { useEffect, useRef, useState } from 'react';

/**
 * The height that an element had while `isTall` held, in px, so that what follows it stays where it is when its content
 * becomes shorter without anybody having touched the page. Undefined when it never was.
 */
export function useHeldHeight<E extends HTMLElement>(isTall: boolean) {
  const ref = useRef<E>(null);
  const [height, setHeight] = useState<number>();
  useEffect(() => {
    const element = ref.current;
    if (!isTall || !element) return;
    const observer = new ResizeObserver(() =>
      setHeight((before) => Math.max(before ?? 0, element.offsetHeight)),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isTall]);
  return { ref, height };
}
