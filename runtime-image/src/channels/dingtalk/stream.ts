/**
 * One Stream connection by DingTalk's SDK, as far as it can be used: the socket, the frames and their answers. What it does badly
 * is taken from it: it gets no secret but the ticket (its debug mode prints them), asks for no address by itself (it has no option
 * for the host), repeats nothing (every second for ever, telling nobody), pings by our timer, says nothing on the console, and a
 * frame that is no JSON does not end the process.
 */
import type { Ending, OpenConnection } from '../connection.ts';
import type { Endpoint } from './client.ts';
import type { DingtalkTiming } from './timing.ts';

const robotTopic = '/v1.0/im/bot/messages/get';
/** A callback has to be named; what is not named is not sent. */
export const subscriptions = [{ type: 'CALLBACK', topic: robotTopic }];

export type StreamOptions = {
  endpoint: Endpoint;
  clientId: string;
  timing: Pick<DingtalkTiming, 'handshakeMs' | 'pingMs' | 'deafMs' | 'silentMs' | 'retireMs'>;
  /** The data of a robot message, parsed. Acknowledged when it resolves; after a rejection the platform pushes it again. */
  onMessage(data: unknown): Promise<void>;
  warn(line: string): void;
};

/** The part of the SDK's socket that we use; the SDK declares it private. */
type Socket = {
  emit(event: string, ...parts: unknown[]): boolean;
  on(event: 'close' | 'pong', listener: () => void): unknown;
  ping(): void;
  terminate(): void;
  readyState: number;
};

const frameBytesMax = 4 * 1024 * 1024;
const socketOpen = 1;

/** Resolves when the socket is open; rejects with a plain Error when it could not be opened. */
export async function openStream(options: StreamOptions): Promise<OpenConnection> {
  const { DWClient } = await import('./dingtalk-stream.bundle.ts');
  const { endpoint, clientId, timing, onMessage, warn } = options;
  if (!isSocketAddress(endpoint.endpoint))
    throw new Error('the platform named no address for the connection');
  const { promise: ending, resolve: end } = Promise.withResolvers<Ending>();
  const { promise: gone, resolve: goneBy } = Promise.withResolvers<void>();
  const storing = new Set<Promise<void>>();
  let heardAt = performance.now();
  let frameAt = heardAt;

  class TamedClient extends DWClient {
    override getEndpoint(): Promise<this> {
      Object.assign(this, { dw_url: `${endpoint.endpoint}?ticket=${encodeURIComponent(endpoint.ticket)}` });
      return Promise.resolve(this);
    }

    override _connect(): Promise<void> {
      const opened = quietly(() => super._connect());
      const socket = this.open;
      const emit = socket.emit.bind(socket);
      socket.emit = (event, ...parts) =>
        event === 'open' || event === 'error' ? quietly(() => emit(event, ...parts)) : emit(event, ...parts);
      socket.on('pong', () => (heardAt = performance.now()));
      socket.on('close', () => {
        end('lost');
        goneBy();
      });
      return opened;
    }

    override onDownStream(data: string): void {
      heardAt = frameAt = performance.now();
      try {
        super.onDownStream(data);
      } catch {
        warn('a frame of the platform could not be read');
      }
    }

    override onSystem(frame: Parameters<InstanceType<typeof DWClient>['onSystem']>[0]): void {
      super.onSystem(frame);
      if (frame.headers.topic === 'disconnect') end('goodbye');
    }

    get open(): Socket {
      return (this as unknown as { socket: Socket }).socket;
    }
  }

  const client = new TamedClient({
    clientId,
    // never leaves the process: the endpoint was fetched before
    clientSecret: '-',
    autoReconnect: false,
    // its own list: the SDK's default one is shared by all clients of the process
    subscriptions: [...subscriptions],
  } as ConstructorParameters<typeof DWClient>[0]);
  Object.assign(client, {
    sslopts: {
      rejectUnauthorized: true,
      handshakeTimeout: timing.handshakeMs,
      maxPayload: frameBytesMax,
      perMessageDeflate: false,
      followRedirects: false,
    },
  });

  client.registerCallbackListener(robotTopic, ({ headers, data }) => {
    const work: Promise<void> = store(headers.messageId, data).finally(() => storing.delete(work));
    storing.add(work);
  });

  async function store(messageId: string, data: string): Promise<void> {
    try {
      await onMessage(parseJson(data));
      if (client.open.readyState === socketOpen) client.socketCallBackResponse(messageId, {});
    } catch (error) {
      warn(`a message was not acknowledged: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  // it never rejects; whether it worked is told by `connected`
  await client.connect();
  if (!client.connected && client.open.readyState !== socketOpen) {
    client.open.terminate();
    throw new Error('the socket could not be opened');
  }

  const watch = setInterval(() => {
    const now = performance.now();
    if (now - heardAt > timing.deafMs || now - frameAt > timing.silentMs) end('deaf');
    else if (client.open.readyState === socketOpen) client.open.ping();
  }, timing.pingMs).unref();
  void gone.then(() => clearInterval(watch));

  function close(): void {
    clearInterval(watch);
    quietly(() => client.disconnect());
    // a closing handshake with a dead peer takes half a minute
    setTimeout(() => client.open.terminate(), 500).unref();
  }

  return {
    ending,
    close,
    retire() {
      const overdue = setTimeout(close, timing.retireMs).unref();
      void Promise.all(storing).then(() => {
        clearTimeout(overdue);
        close();
      });
    },
  };
}

const isSocketAddress = (address: string): boolean =>
  ['ws:', 'wss:'].includes(URL.parse(address)?.protocol ?? '');

/** The SDK speaks to the console when a socket opens, fails or is closed. */
function quietly<T>(work: () => T): T {
  const { info, warn } = console;
  console.info = console.warn = () => {};
  try {
    return work();
  } finally {
    Object.assign(console, { info, warn });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
