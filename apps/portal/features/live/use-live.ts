'use client';
import { useEffect, useState } from 'react';

/** `live`: what is shown is true now · `away`: the service or the network is gone, trying again */
export type Connection = 'live' | 'away';

/** How long the stream may be gone before a page says so; a reconnect within it goes unnoticed. */
const graceMs = 2_500;

/**
 * The newest snapshot of an event stream, beginning with the one the page was rendered with. Reconnects by itself;
 * the server sends a whole snapshot on each connect, so nothing is missed. A session that ended leads to sign-in.
 */
export function useLive<T extends { now: string }>(initial: T, event = 'computer', url = '/api/events') {
  const [snapshot, setSnapshot] = useState(initial);
  const [connection, setConnection] = useState<Connection>('live');
  const [rendered, setRendered] = useState(initial);
  // A server action rendered the page anew. The stream may have said something newer while that was under way; and
  // where the clock was set back, the stream says so.
  if (rendered !== initial) {
    setRendered(initial);
    if (Date.parse(initial.now) >= Date.parse(snapshot.now)) setSnapshot(initial);
  }

  useEffect(() => {
    let source: EventSource;
    let reopen: ReturnType<typeof setTimeout> | undefined;
    let grace: ReturnType<typeof setTimeout> | undefined;

    const alive = () => {
      clearTimeout(grace);
      grace = undefined;
      setConnection('live');
    };
    const gone = () => {
      grace ??= setTimeout(() => setConnection('away'), graceMs);
    };
    const open = () => {
      source = new EventSource(url);
      source.addEventListener(event, (message) => {
        alive();
        setSnapshot(JSON.parse(message.data as string) as T);
      });
      source.addEventListener('away', gone);
      source.addEventListener('ended', () => {
        location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
      });
      source.addEventListener('error', () => {
        gone();
        // after an answer that is no stream the browser gives up; we do not
        if (source.readyState === EventSource.CLOSED) reopen = setTimeout(open, 3_000);
      });
    };
    const wake = () => {
      if (document.visibilityState !== 'visible') return;
      clearTimeout(reopen);
      source.close();
      open();
    };

    open();
    // a phone that slept has a dead stream and an old page; do not wait for a timeout to find out
    window.addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      clearTimeout(reopen);
      clearTimeout(grace);
      source.close();
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [url, event]);

  return { snapshot, connection };
}
