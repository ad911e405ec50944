'use client';
import type { ControlEvent } from '@rockpool/gateway/control';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { postJson } from '../api/post-json.ts';
import {
  chatReducer,
  initialChat,
  type ChatAction,
  type ChatConnection,
  type ChatState,
  type Outgoing,
} from './chat-state.ts';
import type { ChatStreamEvents } from './chat-stream.ts';
import { newMessageId } from './message-id.ts';
import type { ChatCallResult } from './send-message.ts';

/** Pieces of an answer are shown together this often; one by one they would keep a phone busy. */
const showEveryMs = 40;
/** How long the stream may be gone before the page says so. */
const graceMs = 2_500;
/** What was refused for these reasons is sent again by itself once there is a connection. */
const passing = new Set(['offline', 'unreachable', 'starting', 'refused']);

const reduceAll = (state: ChatState, actions: ChatAction[]) => actions.reduce(chatReducer, state);

export type Chat = {
  state: ChatState;
  send: (text: string) => void;
  resend: (entry: Outgoing) => void;
  discard: (id: string) => void;
  stop: () => void;
};

/** `kept`: what an earlier page of this tab could not deliver. */
export function useChat(kept: Outgoing[]): Chat {
  const [state, dispatch] = useReducer(reduceAll, kept, initialChat);
  const outgoing = useRef(kept);
  useEffect(() => {
    outgoing.current = state.outgoing;
  }, [state.outgoing]);

  const deliver = useCallback(async (id: string, text: string) => {
    dispatch([{ type: 'send', id, text, at: new Date().toISOString() }]);
    const result = await postJson<ChatCallResult>('/api/chat', { id, text });
    dispatch([result.ok ? { type: 'accepted', id } : { type: 'refused', id, reason: result.reason }]);
  }, []);

  useEffect(
    () =>
      listen(dispatch, () => {
        for (const { id, text, state: reached, reason } of outgoing.current)
          if (reached === 'failed' && passing.has(reason)) void deliver(id, text);
      }),
    [deliver],
  );

  return {
    state,
    send: (text) => void deliver(newMessageId(), text),
    resend: ({ id, text }) => void deliver(id, text),
    discard: (id) => dispatch([{ type: 'discard', id }]),
    stop: () => {
      dispatch([{ type: 'stop' }]);
      void postJson('/api/chat/stop', {});
    },
  };
}

/** Answers how to stop listening. `onConnected` is called after each history. */
function listen(dispatch: (actions: ChatAction[]) => void, onConnected: () => void): () => void {
  let source: EventSource;
  let waiting: ChatAction[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;
  let reopen: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) dispatch(waiting);
    waiting = [];
  };
  const queue = (action: ChatAction) => {
    waiting.push(action);
    timer ??= setTimeout(flush, showEveryMs);
  };
  const on = <E extends keyof ChatStreamEvents>(name: E, handle: (data: ChatStreamEvents[E]) => void) =>
    source.addEventListener(name, (message: MessageEvent<string>) => {
      clearTimeout(grace);
      grace = undefined;
      handle(JSON.parse(message.data) as ChatStreamEvents[E]);
    });
  const offline: ChatConnection = { state: 'offline', detail: '' };
  const gone = () => {
    grace ??= setTimeout(() => queue({ type: 'connection', connection: offline }), graceMs);
  };
  const open = () => {
    source = new EventSource('/api/chat/events');
    on('connection', (connection) => queue({ type: 'connection', connection }));
    on('history', (history) => {
      queue({ type: 'history', history });
      flush();
      onConnected();
    });
    on('commands', ({ commands }) => queue({ type: 'commands', commands }));
    on('approvals', ({ approvals }) => queue({ type: 'approvals', approvals }));
    on('turn', (event) => queue({ type: 'event', event: event as ControlEvent }));
    on('ended', () => location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`));
    source.addEventListener('error', () => {
      gone();
      // after an answer that is no stream the browser gives up; we do not
      if (source.readyState === EventSource.CLOSED) reopen = setTimeout(open, 3_000);
    });
  };
  const close = () => {
    source.close();
    clearTimeout(reopen);
    clearTimeout(grace);
    grace = undefined;
  };
  const wake = () => {
    if (document.visibilityState !== 'visible') return;
    close();
    open();
  };

  open();
  // a phone that slept has a dead stream and an old page; do not wait for a timeout to find out
  window.addEventListener('online', wake);
  window.addEventListener('offline', gone);
  document.addEventListener('visibilitychange', wake);
  return () => {
    close();
    clearTimeout(timer);
    window.removeEventListener('online', wake);
    window.removeEventListener('offline', gone);
    document.removeEventListener('visibilitychange', wake);
  };
}
