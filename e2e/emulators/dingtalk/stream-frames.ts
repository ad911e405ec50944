/** Frames of a Stream connection as the wire has them, and what a client may subscribe to. Pure. */
import { z } from 'zod';

export const Subscription = z.object({ type: z.string(), topic: z.string() });
export type Subscription = z.infer<typeof Subscription>;

export interface Push {
  readonly clientId: string;
  readonly type: 'CALLBACK' | 'EVENT';
  readonly topic: string;
  /** further headers, of events */
  readonly headers?: Readonly<Record<string, string>>;
  readonly data: unknown;
}

const Ack = z.object({
  code: z.number(),
  headers: z.object({ messageId: z.string() }),
  data: z.string(),
});

export interface Frame {
  readonly type: 'SYSTEM' | Push['type'];
  readonly topic: string;
  readonly appId: string;
  readonly connectionId: string;
  readonly messageId: string;
  /** ms */
  readonly time: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly data: unknown;
}

export function frameText({
  type,
  topic,
  appId,
  connectionId,
  messageId,
  time,
  headers,
  data,
}: Frame): string {
  return JSON.stringify({
    specVersion: '1.0',
    type,
    headers: {
      appId,
      connectionId,
      contentType: 'application/json',
      messageId,
      time: String(time),
      topic,
      ...headers,
    },
    data: JSON.stringify(data),
  });
}

/** A client's answer to a frame, `data` parsed; null when it is none, or says that something went wrong. */
export function readAck(text: string): { messageId: string; data: unknown } | null {
  const ack = Ack.safeParse(parseJson(text));
  if (!ack.success || ack.data.code !== 200) return null;
  return { messageId: ack.data.headers.messageId, data: parseJson(ack.data.data) };
}

/** `EVENT *` covers every event and no callback. */
export function covers(subscription: Subscription, push: Push): boolean {
  if (subscription.type !== push.type) return false;
  return subscription.topic === push.topic || (push.type === 'EVENT' && subscription.topic === '*');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
