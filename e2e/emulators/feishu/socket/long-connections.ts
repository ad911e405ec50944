import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { EmulatorClock } from '../../core/clock.ts';
import type { EventEnvelope } from '../events.ts';
import { newId } from '../ids.ts';
import type { FeishuOptions } from '../platform.ts';
import type { FeishuState } from '../state.ts';
import { framesOf, parseAck, serviceId, type FrameShape } from './event-frames.ts';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';

export const connectionsMax = 50;
const ticketLifeMs = 60_000;
/** a client that does not ping gets events all the same after this */
const firstPingMs = 500;

/** What became of a pushed event. `data` is the decoded answer of the app's handler. */
export interface Delivery {
  outcome: 'acknowledged' | 'given-up';
  pushes: number;
  code?: number;
  data?: unknown;
}

interface Connection {
  readonly id: string;
  readonly appId: string;
  readonly socket: WebSocket;
  /** Events wait for the client's first ping: a frame sent with the handshake reaches the SDK before it listens. */
  isReady: boolean;
}

interface Waiting {
  readonly eventId: string;
  readonly timer: NodeJS.Timeout;
}

/** All open sockets of all apps, and the events on their way. */
export class LongConnections {
  readonly #options: FeishuOptions;
  readonly #state: FeishuState;
  readonly #clock: EmulatorClock;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<Connection>();
  readonly #tickets = new Map<string, { appId: string; expiresAt: number }>();
  /** frame's message id → the event it carries */
  readonly #waiting = new Map<string, Waiting>();
  readonly #settle = new Map<string, (delivery: Delivery) => void>();
  readonly #onChange: (appId: string) => void;
  #isSilent = false;
  #isClosed = false;
  /** how events are put into frames */
  shape: FrameShape = { fragments: 1, type: 'event' };

  constructor(
    options: FeishuOptions,
    state: FeishuState,
    clock: EmulatorClock,
    onChange: (appId: string) => void,
  ) {
    this.#options = options;
    this.#state = state;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** The query of a socket address for one connection of this app; the ticket works once, for a minute. */
  issueTicket(appId: string): string {
    const ticket = newId.ticket();
    this.#tickets.set(ticket, { appId, expiresAt: this.#clock.now() + ticketLifeMs });
    // The SDK runs a query parser over the whole address: service_id must not come first.
    return `fpid=493&aid=552564&device_id=${newId.ticket()}&access_key=${newId.ticket()}&service_id=${serviceId}&ticket=${ticket}`;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const ticket = url.searchParams.get('ticket') ?? '';
    const issued = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (!url.pathname.endsWith('/ws/v2') || !issued || issued.expiresAt <= this.#clock.now()) {
      return refuseHandshake(socket, 514, 'authentication failed', 1000040346);
    }
    if (this.count(issued.appId) >= connectionsMax) {
      return refuseHandshake(socket, 514, 'exceed connection limit', 1000040350);
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#accept(issued.appId, webSocket));
  }

  count(appId: string): number {
    return [...this.#connections].filter((connection) => connection.appId === appId).length;
  }

  /** Connections that get events. */
  readyCount(appId: string): number {
    return this.#ready(appId).length;
  }

  list(): { id: string; appId: string }[] {
    return [...this.#connections].map(({ id, appId }) => ({ id, appId }));
  }

  /** Cuts the sockets of an app, or all of them, without a closing handshake. Returns how many. */
  drop(appId?: string): number {
    const doomed = [...this.#connections].filter((connection) => !appId || connection.appId === appId);
    for (const { socket } of doomed) socket.terminate();
    return doomed.length;
  }

  /** Sends any bytes as a frame, for what a client must survive. */
  sendRaw(appId: string, bytes: Uint8Array | string): void {
    for (const { socket } of this.#ready(appId)) socket.send(bytes);
  }

  /** Open but deaf: no pong, no events, acknowledgements ignored. */
  setSilent(isSilent: boolean): void {
    this.#isSilent = isSilent;
    if (!isSilent)
      for (const appId of new Set(this.list().map((entry) => entry.appId))) this.#pushPending(appId);
  }

  /** Sends an event until it is acknowledged or given up; kept while no connection is open. */
  deliver(event: EventEnvelope): Promise<Delivery> {
    const { event_id: eventId, app_id: appId } = event.header;
    this.#state.pending.set(eventId, {
      eventId,
      appId,
      payload: JSON.stringify(event),
      at: this.#clock.now(),
      pushes: 0,
    });
    this.#state.changed();
    return new Promise((resolve) => {
      this.#settle.set(eventId, resolve);
      this.#push(eventId);
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.drop();
    this.#server.close();
  }

  #accept(appId: string, socket: WebSocket): void {
    const connection: Connection = { id: newId.ticket(), appId, socket, isReady: false };
    this.#connections.add(connection);
    const timer = setTimeout(() => this.#makeReady(connection), firstPingMs);
    socket.on('message', (data) => this.#receive(connection, data as Buffer));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearTimeout(timer);
      this.#connections.delete(connection);
      if (!this.#isClosed) this.#onChange(appId);
    });
  }

  #makeReady(connection: Connection): void {
    if (connection.isReady || !this.#connections.has(connection)) return;
    connection.isReady = true;
    this.#onChange(connection.appId);
    this.#pushPending(connection.appId);
  }

  #ready(appId: string): Connection[] {
    return [...this.#connections].filter((connection) => connection.appId === appId && connection.isReady);
  }

  #pushPending(appId: string): void {
    const inFlight = new Set([...this.#waiting.values()].map(({ eventId }) => eventId));
    for (const event of this.#state.pending.values()) {
      if (event.appId === appId && !inFlight.has(event.eventId)) this.#push(event.eventId);
    }
  }

  #push(eventId: string): void {
    const event = this.#state.pending.get(eventId);
    if (!event || this.#isClosed) return;
    const candidates = this.#ready(event.appId);
    if (candidates.length === 0 || this.#isSilent) return;
    if (event.pushes >= this.#options.pushesMax) return this.#finish(eventId, { outcome: 'given-up' });
    event.pushes += 1;
    // One random connection gets the event; there is no broadcast.
    const connection = candidates[randomInt(candidates.length)]!;
    const frameId = newId.frame();
    const timer = setTimeout(() => {
      this.#waiting.delete(frameId);
      this.#push(eventId);
    }, this.#options.ackTimeoutMs);
    this.#waiting.set(frameId, { eventId, timer });
    const payload = Buffer.from(event.payload);
    for (const frame of framesOf(frameId, payload, this.shape, this.#clock.now())) {
      connection.socket.send(encodeFrame(frame));
    }
  }

  #receive(connection: Connection, data: Buffer): void {
    let frame: Frame;
    try {
      frame = decodeFrame(data);
    } catch {
      return connection.socket.close(1002);
    }
    if (this.#isSilent) return;
    if (frame.method === 0 && frame.headers['type'] === 'ping') {
      const payload = Buffer.from(JSON.stringify(this.#options.clientConfig));
      connection.socket.send(encodeFrame({ ...frame, headers: { type: 'pong' }, payload }));
      this.#makeReady(connection);
    } else if (frame.method === 1) this.#acknowledge(frame);
  }

  #acknowledge(frame: Frame): void {
    const frameId = frame.headers['message_id'] ?? '';
    const waiting = this.#waiting.get(frameId);
    if (!waiting) return;
    const answer = parseAck(frame.payload);
    // Anything but 200 counts as not handled: the running wait ends with another push.
    if (answer.code !== 200) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(frameId);
    this.#finish(waiting.eventId, { outcome: 'acknowledged', ...answer });
  }

  #finish(eventId: string, result: Omit<Delivery, 'pushes'>): void {
    const pushes = this.#state.pending.get(eventId)?.pushes ?? 0;
    this.#state.pending.delete(eventId);
    this.#state.changed();
    this.#settle.get(eventId)?.({ ...result, pushes });
    this.#settle.delete(eventId);
  }
}

function refuseHandshake(socket: Duplex, status: number, message: string, authCode: number): void {
  socket.end(
    `HTTP/1.1 403 Forbidden\r\nhandshake-status: ${status}\r\nhandshake-msg: ${message}\r\nhandshake-autherrcode: ${authCode}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
  );
}
