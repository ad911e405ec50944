/**
 * What the chat page listens to: the gateway's events passed on, a whole history after each connect, and why there is nothing
 * while there is nothing. Nothing else of the gateway reaches the browser.
 */
import type { ApprovalList, ChatHistory, CommandList, ControlEvent } from '@rockpool/gateway/control';
import type { z } from 'zod';
import type { AwayState, GatewayPlace } from '../gateway/find-gateway.ts';
import { followGateway } from '../gateway/follow-gateway.ts';
import { writeServerSentEvent } from '../gateway/server-sent-events.ts';
import { waker } from '../gateway/waker.ts';
import { backlog, enqueueText } from '../live/backlog.ts';
import type { Listening } from '../live/user-events.ts';

/** The events by name: `connection`, `history`, `turn` (any event of the gateway but its status), `ended` as the last. */
export type ChatStreamEvents = {
  connection: { state: 'connected' | 'unreachable' | AwayState; detail: string };
  history: ChatHistory;
  /** what may be typed behind a slash; absent from a gateway that is too old to say */
  commands: CommandList;
  /** programs that wait for the owner, after each connect */
  approvals: z.infer<typeof ApprovalList>;
  turn: Exclude<ControlEvent, { type: 'status' }>;
  ended: Record<string, never>;
};

export type ChatStream = Listening & {
  find: () => Promise<GatewayPlace>;
  aliveEveryMs?: number;
};

const historyMessagesMax = 200;

export function chatStream(options: ChatStream): ReadableStream<Uint8Array> {
  const { hub, userId, find, isSignedIn, signal, aliveEveryMs = 20_000 } = options;
  const closed = new AbortController();
  const over = AbortSignal.any([signal, closed.signal]);
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      const write = (text: string) => {
        if (!over.aborted && !enqueueText(controller, text)) closed.abort();
      };
      const send = <E extends keyof ChatStreamEvents>(event: E, data: ChatStreamEvents[E]) =>
        write(writeServerSentEvent(event, data));
      const { pause, wake } = waker(over);
      const leave = hub.subscribe(userId, wake);
      const alive = setInterval(() => {
        write(':\n\n');
        void endIfSignedOut();
      }, aliveEveryMs);
      const endIfSignedOut = async () => {
        if (await isSignedIn().catch(() => true)) return;
        send('ended', {});
        closed.abort();
      };
      over.addEventListener('abort', () => {
        clearInterval(alive);
        leave();
        try {
          controller.close();
        } catch {
          // the reader has gone already
        }
      });

      const follow = () =>
        followGateway({
          find,
          pause,
          signal: over,
          async onConnected(client) {
            const [history, commands, approvals] = await Promise.all([
              client.chat(historyMessagesMax),
              client.commands(),
              client.approvals(),
            ]);
            send('connection', { state: 'connected', detail: '' });
            send('history', history);
            if (commands !== null) send('commands', commands);
            if (approvals !== null) send('approvals', approvals);
          },
          onEvent(event) {
            if (event.type !== 'status') send('turn', event);
          },
          onAway: (state, detail) => send('connection', { state, detail }),
        });
      write('retry: 2000\n\n');
      void (async () => {
        while (!over.aborted) {
          await follow().catch(() => {
            send('connection', { state: 'unreachable', detail: '' });
            return pause(1_000);
          });
        }
      })();
    },
    cancel: () => closed.abort(),
  };
  return new ReadableStream(source, backlog);
}
