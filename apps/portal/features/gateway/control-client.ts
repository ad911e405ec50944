/**
 * Server-side client of one instance's control API. The token stays here: neither a browser nor whoever holds the gateway's port
 * sees it, each request is signed with it.
 * Every call either answers with parsed data or throws `GatewayError`, whose `reason` says what is wrong.
 */
import { randomBytes } from 'node:crypto';
import {
  ApprovalList,
  ChatHistory,
  CommandList,
  ControlEvent,
  GatewayStatus,
  PairingList,
  SessionList,
  statusBytesMax,
  WorkspaceSize,
  type ChatRequest,
  type PairingRequest,
} from '@rockpool/gateway/control';
import { signCall } from '@rockpool/gateway/control-auth';
import { core } from 'zod';
import { readLimited } from './read-limited.ts';
import { readServerSentEvents } from './server-sent-events.ts';

export type GatewayAddress = { endpoint: string; token: string };

/** unreachable: nothing listens, nothing answers in time, or it is ending (503) · refused: it answered, but not with what was asked for */
export class GatewayError extends Error {
  readonly reason: 'unreachable' | 'refused';
  readonly status: number;
  constructor(reason: 'unreachable' | 'refused', status: number, message: string) {
    super(message);
    this.reason = reason;
    this.status = status;
  }
}

const errorBytesMax = 64 * 1024;
const approvalsBytesMax = 1024 * 1024;
const sessionsBytesMax = 4 * 1024 * 1024;
const callTimeoutMs = 5_000;
const connectTimeoutMs = 5_000;

export type ControlClient = ReturnType<typeof controlClient>;

export function controlClient({ endpoint, token }: GatewayAddress) {
  const request = async (call: { path: string; body?: string }, signal: AbortSignal): Promise<Response> => {
    const url = `${endpoint}${call.path}`;
    const method = call.body === undefined ? 'GET' : 'POST';
    const moment = { at: Date.now(), nonce: randomBytes(16).toString('hex') };
    const authorization = signCall(token, { method, path: call.path, body: call.body ?? '' }, moment);
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        body: call.body ?? null,
        signal,
        redirect: 'error',
        cache: 'no-store',
      });
    } catch (error) {
      throw new GatewayError('unreachable', 0, error instanceof Error ? error.message : String(error));
    }
    if (!response.ok) {
      const text = await readLimited(response, errorBytesMax).catch(() => '');
      const reason = response.status === 503 ? 'unreachable' : 'refused';
      throw new GatewayError(reason, response.status, text.slice(0, 500));
    }
    return response;
  };
  const read = async <T>(path: string, schema: core.$ZodType<T>, bytesMax?: number): Promise<T> => {
    const response = await request({ path }, AbortSignal.timeout(callTimeoutMs));
    const json: unknown = await readLimited(response, bytesMax)
      .then(JSON.parse)
      .catch(() => null);
    const parsed = core.safeParse(schema, json);
    if (!parsed.success) throw new GatewayError('refused', response.status, `unexpected answer of ${path}`);
    return parsed.data;
  };
  const send = async (path: string, body: unknown): Promise<void> => {
    const response = await request({ path, body: JSON.stringify(body) }, AbortSignal.timeout(callTimeoutMs));
    await response.body?.cancel();
  };

  const open = async (path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> => {
    const connect = new AbortController();
    const timer = setTimeout(() => connect.abort(), connectTimeoutMs);
    const response = await request({ path }, AbortSignal.any([signal, connect.signal])).finally(() =>
      clearTimeout(timer),
    );
    if (!response.body) throw new GatewayError('refused', response.status, `an empty answer of ${path}`);
    return response.body;
  };

  return {
    status: () => read('/control/status', GatewayStatus, statusBytesMax),
    chat: (limit: number) => read(`/control/chat?limit=${limit}`, ChatHistory),
    say: (message: ChatRequest) => send('/control/chat', message),
    stop: () => send('/control/chat/stop', {}),
    /** Null from a gateway that is too old to say. */
    commands: () => orNull(read('/control/commands', CommandList, statusBytesMax)),
    approvals: () => orNull(read('/control/approvals', ApprovalList, approvalsBytesMax)),
    decide: (id: string, decision: 'allow-once' | 'allow-always' | 'deny') =>
      send(`/control/approvals/${encodeURIComponent(id)}`, { decision }),
    pairings: async (): Promise<PairingRequest[]> =>
      (await read('/control/pairing', PairingList, statusBytesMax)).requests,
    workspace: () => read('/control/workspace', WorkspaceSize),
    /** The files as a tar stream, until `signal` aborts; 409 while another one is under way. Read it or cancel it. */
    workspaceArchive: (signal: AbortSignal) => open('/control/workspace/archive', signal),
    sessions: async () => (await read('/control/sessions', SessionList, sessionsBytesMax)).sessions,
    /** Every message of one session as JSON lines. Read it or cancel it. */
    sessionExport: (key: string, signal: AbortSignal) =>
      open(`/control/sessions/export?key=${encodeURIComponent(key)}`, signal),
    approve: (code: string) => send(`/control/pairing/${encodeURIComponent(code)}/approve`, {}),
    deny: (code: string) => send(`/control/pairing/${encodeURIComponent(code)}/deny`, {}),
    /**
     * Events until `signal` aborts or the gateway ends the stream. Resolves once connected, so that what is read after
     * that cannot miss an event. Events of a kind unknown to this version are skipped.
     */
    events: async (signal: AbortSignal): Promise<AsyncIterable<ControlEvent>> => {
      const body = await open('/control/events', signal);
      // takes hold of the stream now: a response that nobody reads yet is cancelled when its object is collected
      return parseEvents(body.values());
    },
  };
}

/** An older gateway does not know the endpoint. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof GatewayError && error.status === 404) return null;
    throw error;
  });
}

async function* parseEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ControlEvent> {
  for await (const { data } of readServerSentEvents(body)) {
    let json: unknown;
    try {
      json = JSON.parse(data);
    } catch {
      continue;
    }
    const event = ControlEvent.safeParse(json);
    if (event.success) yield event.data;
  }
}
