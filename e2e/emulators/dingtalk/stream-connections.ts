import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import type { EmulatorClock } from '../core/clock.ts';
import type { DingtalkOptions } from './platform.ts';
import { newId } from './state.ts';

export const Subscription = z.object({ type: z.string(), topic: z.string() });
export type Subscription = z.infer<typeof Subscription>;

const ticketLifeMs = 60_000;

/** What became of a push. `data` is the parsed answer of the client. */
export interface Delivery {
  outcome: 'acknowledged' | 'given-up' | 'not-subscribed';
  pushes: number;
  data?: unknown;
}

export interface Push {
  readonly clientId: string;
  readonly type: 'CALLBACK' | 'EVENT';
  readonly topic: string;
  /** further headers, of events */
  readonly headers?: Readonly<Record<string, string>>;
  readonly data: unknown;
}

interface Connection {
  readonly id: string;
  readonly clientId: string;
  readonly subscriptions: readonly Subscription[];
  readonly socket: WebSocket;
  /** told to go: gets nothing new */
  isLeaving: boolean;
  isDeaf: boolean;
}

interface Pending {
  readonly push: Push;
  pushes: number;
  settle(delivery: Delivery): void;
}

const Ack = z.object({
  code: z.number(),
  headers: z.object({ messageId: z.string() }),
  data: z.string(),
});

/** All Stream sockets of all apps, and the pushes on their way. */
export class StreamConnections {
  readonly #options: DingtalkOptions;
  readonly #clock: EmulatorClock;
  readonly #onChange: () => void;
  readonly #server = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #connections = new Set<Connection>();
  readonly #tickets = new Map<
    string,
    { clientId: string; subscriptions: readonly Subscription[]; until: number }
  >();
  readonly #pending = new Set<Pending>();
  /** frame's message id → the push it carries */
  readonly #waiting = new Map<string, { pending: Pending; timer: NodeJS.Timeout }>();
  readonly #pinging: NodeJS.Timeout;
  #isClosed = false;
  /** answers of clients to SYSTEM pings */
  pongs = 0;
  /** handshakes that were refused for their ticket */
  refusedTickets = 0;

  constructor(options: DingtalkOptions, clock: EmulatorClock, onChange: () => void) {
    this.#options = options;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#pinging = setInterval(() => this.ping(), options.pingMs).unref();
  }

  /** For one connection, for a minute. */
  issueTicket(clientId: string, subscriptions: readonly Subscription[]): string {
    const ticket = newId('t');
    this.#tickets.set(ticket, { clientId, subscriptions, until: this.#clock.now() + ticketLifeMs });
    return ticket;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const ticket = url.searchParams.get('ticket') ?? '';
    const issued = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (url.pathname !== '/connect' || !issued || issued.until <= this.#clock.now()) {
      this.refusedTickets += 1;
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const { clientId, subscriptions } = issued;
      this.#accept({
        id: newId('c'),
        clientId,
        subscriptions,
        socket: webSocket,
        isLeaving: false,
        isDeaf: false,
      });
    });
  }

  /** Open sockets that get what is new. */
  count(clientId: string): number {
    return this.#of(clientId).filter(({ isLeaving }) => !isLeaving).length;
  }

  /** Open sockets of every kind. */
  openCount(clientId: string): number {
    return this.#of(clientId).length;
  }

  subscriptionsOf(clientId: string): readonly Subscription[][] {
    return this.#of(clientId).map(({ subscriptions }) => [...subscriptions]);
  }

  /** Cuts the sockets of an app without a closing handshake. */
  drop(clientId: string): number {
    const doomed = this.#of(clientId);
    for (const { socket } of doomed) socket.terminate();
    return doomed.length;
  }

  /** Says goodbye as the platform does before maintenance: nothing new comes, and the socket ends a while later. */
  disconnect(clientId: string): void {
    for (const connection of this.#of(clientId)) {
      connection.isLeaving = true;
      this.#system(connection, 'disconnect', { reason: 'connection is expired' });
      setTimeout(() => connection.socket.close(), this.#options.disconnectMs).unref();
    }
    this.#onChange();
  }

  /** The sockets of now stay open and hear and say nothing more, pongs included. */
  deafen(clientId: string): void {
    for (const connection of this.#of(clientId)) connection.isDeaf = true;
  }

  ping(): void {
    for (const connection of this.#connections)
      if (!connection.isDeaf) this.#system(connection, 'ping', { opaque: newId('') });
  }

  /** Sends any text as a frame, for what a client must survive. */
  sendRaw(clientId: string, text: string): void {
    for (const { socket } of this.#of(clientId)) socket.send(text);
  }

  /** Sends until it is acknowledged or given up; kept while nobody is connected. */
  push(push: Push): Promise<Delivery> {
    return new Promise((settle) => {
      const pending = { push, pushes: 0, settle };
      this.#pending.add(pending);
      this.#send(pending);
    });
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#pinging);
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    for (const { socket } of this.#connections) socket.terminate();
    this.#server.close();
  }

  #of(clientId: string): Connection[] {
    return [...this.#connections].filter((connection) => connection.clientId === clientId);
  }

  #accept(connection: Connection): void {
    const { socket } = connection;
    this.#connections.add(connection);
    socket.on('message', (data) => this.#receive(connection, String(data)));
    socket.on('ping', (data) => {
      if (!connection.isDeaf) socket.pong(data);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      this.#connections.delete(connection);
      if (!this.#isClosed) this.#onChange();
    });
    this.#system(connection, 'CONNECTED', {});
    this.#onChange();
    const inFlight = new Set([...this.#waiting.values()].map(({ pending }) => pending));
    for (const pending of this.#pending) if (!inFlight.has(pending)) this.#send(pending);
  }

  #system({ id, clientId, socket }: Connection, topic: string, data: unknown): void {
    const headers = {
      appId: clientId,
      connectionId: id,
      contentType: 'application/json',
      messageId: newId(''),
      time: String(this.#clock.now()),
      topic,
    };
    socket.send(JSON.stringify({ specVersion: '1.0', type: 'SYSTEM', headers, data: JSON.stringify(data) }));
  }

  #send(pending: Pending): void {
    const { push } = pending;
    if (this.#isClosed || !this.#pending.has(pending)) return;
    const open = this.#of(push.clientId).filter(({ isLeaving }) => !isLeaving);
    if (open.length === 0) return;
    const listening = open.filter(({ subscriptions }) => subscriptions.some((each) => covers(each, push)));
    if (listening.length === 0) return this.#finish(pending, { outcome: 'not-subscribed', pushes: 0 });
    if (pending.pushes >= this.#options.pushesMax)
      return this.#finish(pending, { outcome: 'given-up', pushes: pending.pushes });
    pending.pushes += 1;
    const connection = listening[randomInt(listening.length)]!;
    const messageId = newId('');
    const timer = setTimeout(() => {
      this.#waiting.delete(messageId);
      this.#send(pending);
    }, this.#options.ackTimeoutMs);
    this.#waiting.set(messageId, { pending, timer });
    if (connection.isDeaf) return;
    const headers = {
      appId: push.clientId,
      connectionId: connection.id,
      contentType: 'application/json',
      messageId,
      time: String(this.#clock.now()),
      topic: push.topic,
      ...push.headers,
    };
    connection.socket.send(
      JSON.stringify({ specVersion: '1.0', type: push.type, headers, data: JSON.stringify(push.data) }),
    );
  }

  #receive(connection: Connection, text: string): void {
    if (connection.isDeaf) return;
    const ack = Ack.safeParse(parseJson(text));
    if (!ack.success || ack.data.code !== 200) return;
    const { headers, data } = ack.data;
    const waiting = this.#waiting.get(headers.messageId);
    if (!waiting) {
      this.pongs += 1;
      return;
    }
    const answer = parseJson(data);
    // an event may be asked for again
    if ((answer as { status?: unknown } | null)?.status === 'LATER') return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(headers.messageId);
    this.#finish(waiting.pending, {
      outcome: 'acknowledged',
      pushes: waiting.pending.pushes,
      data: answer,
    });
  }

  #finish(pending: Pending, delivery: Delivery): void {
    if (this.#pending.delete(pending)) pending.settle(delivery);
  }
}

/** `EVENT *` covers every event and no callback. */
function covers(subscription: Subscription, push: Push): boolean {
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
