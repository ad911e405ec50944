import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { EmulatorClock } from '../core/clock.ts';
import type { DingtalkOptions } from './platform.ts';
import { newId } from './state.ts';
import { frameText, readAck, type Frame, type Push, type Subscription } from './stream-frames.ts';
import { StreamPushes, type Delivery, type Listener } from './stream-pushes.ts';
import { StreamTickets } from './stream-tickets.ts';

interface Connection extends Listener {
  readonly id: string;
  readonly clientId: string;
  readonly socket: WebSocket;
  /** told to go: gets nothing new */
  isLeaving: boolean;
  isDeaf: boolean;
}

/** All Stream sockets of all apps. */
export class StreamConnections {
  readonly #options: DingtalkOptions;
  readonly #clock: EmulatorClock;
  readonly #onChange: () => void;
  readonly #server = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #connections = new Set<Connection>();
  readonly #tickets: StreamTickets;
  readonly #pushes: StreamPushes;
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
    this.#tickets = new StreamTickets(clock);
    this.#pushes = new StreamPushes(options, (clientId) => this.#listening(clientId));
    this.#pinging = setInterval(() => this.ping(), options.pingMs).unref();
  }

  /** For one connection, for a minute. */
  issueTicket(clientId: string, subscriptions: readonly Subscription[]): string {
    return this.#tickets.issue({ clientId, subscriptions });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const grant = this.#tickets.take(url.searchParams.get('ticket') ?? '');
    if (url.pathname !== '/connect' || !grant) {
      this.refusedTickets += 1;
      socket.end('HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      const { clientId, subscriptions } = grant;
      const connection: Connection = {
        id: newId('c'),
        clientId,
        subscriptions,
        socket: webSocket,
        isLeaving: false,
        isDeaf: false,
        send: (push, messageId) => {
          if (!connection.isDeaf) this.#sendFrame(connection, { ...push, messageId });
        },
      };
      this.#accept(connection);
    });
  }

  /** Open sockets that get what is new. */
  count(clientId: string): number {
    return this.#listening(clientId).length;
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
    return this.#pushes.push(push);
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#pinging);
    this.#pushes.close();
    for (const { socket } of this.#connections) socket.terminate();
    this.#server.close();
  }

  #of(clientId: string): Connection[] {
    return [...this.#connections].filter((connection) => connection.clientId === clientId);
  }

  #listening(clientId: string): Connection[] {
    return this.#of(clientId).filter(({ isLeaving }) => !isLeaving);
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
    this.#pushes.sendWaiting();
  }

  #receive(connection: Connection, text: string): void {
    const ack = connection.isDeaf ? null : readAck(text);
    if (ack !== null && !this.#pushes.acknowledge(ack.messageId, ack.data)) this.pongs += 1;
  }

  #system(connection: Connection, topic: string, data: unknown): void {
    this.#sendFrame(connection, { type: 'SYSTEM', topic, messageId: newId(''), data });
  }

  #sendFrame(
    { id, clientId, socket }: Connection,
    { type, topic, messageId, headers = {}, data }: Omit<Frame, 'appId' | 'connectionId' | 'time'>,
  ): void {
    const time = this.#clock.now();
    socket.send(
      frameText({ type, topic, appId: clientId, connectionId: id, messageId, time, headers, data }),
    );
  }
}
