'use client';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** How far from the end one may be and still follow. */
const nearPx = 80;

/** Keeps a scrolled list at its end while the reader is there, and leaves it alone while they read further up. */
export function useStayAtEnd(change: unknown) {
  const scroller = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [isAway, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const element = scroller.current;
    follows.current = true;
    setAway(false);
    element?.scrollTo({ top: element.scrollHeight });
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let top = element.scrollTop;
    const onScroll = () => {
      const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
      // only a reader moves up; when the text or the window grows, the end moves away under a place that stays
      if (isNear) follows.current = true;
      else if (element.scrollTop < top) follows.current = false;
      top = element.scrollTop;
      setAway(!follows.current);
    };
    // text that is laid out later, or a keyboard that opens, moves the end too
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTo({ top: element.scrollHeight });
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => {
      element.removeEventListener('scroll', onScroll);
      observer.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && follows.current) element.scrollTo({ top: element.scrollHeight });
  }, [change]);

  return { scroller, isAway, toEnd };
}
