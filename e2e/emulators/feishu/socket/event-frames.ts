import type { Frame } from './frame.ts';

export const serviceId = 33554678;

export interface FrameShape {
  /** an event is cut into this many frames */
  fragments: number;
  /** the SDK drops frames of type `card` without an acknowledgement */
  type: 'event' | 'card';
}

/** The frames of one event. The client joins them by `message_id`, `sum` and `seq`. */
export function framesOf(frameId: string, payload: Buffer, shape: FrameShape, now: number): Frame[] {
  const parts = shape.fragments;
  const size = Math.ceil(payload.length / parts);
  return Array.from({ length: parts }, (_, seq) => ({
    seqId: 1,
    logId: 1,
    service: serviceId,
    method: 1,
    headers: {
      type: shape.type,
      message_id: frameId,
      sum: String(parts),
      seq: String(seq),
      trace_id: frameId,
      timestamp: String(now),
    },
    payload: payload.subarray(seq * size, (seq + 1) * size),
  }));
}

/** What the client's handler answered; `code` is 500 for anything that is no acknowledgement. */
export function parseAck(payload: Uint8Array | undefined): { code: number; data?: unknown } {
  try {
    const { code, data } = JSON.parse(Buffer.from(payload ?? []).toString('utf8')) as Record<string, unknown>;
    if (typeof data !== 'string') return { code: Number(code) };
    return { code: Number(code), data: JSON.parse(Buffer.from(data, 'base64').toString('utf8')) };
  } catch {
    return { code: 500 };
  }
}
