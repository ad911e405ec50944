/** OpenAI's `/v1/models` and `/v1/chat/completions`, answered by an agent. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import type { AgentMessage, TokenUsage } from '../agent/messages.ts';
import { apiMessage, type ApiCall } from '../channels/local.ts';
import type { Gateway } from '../gateway.ts';
import { route } from '../sessions/route.ts';
import { openEventStream, type EventStream } from './event-stream.ts';
import { HttpError, parseBody, sendJson } from './request.ts';

const Part = z.looseObject({
  type: z.string(),
  text: z.optional(z.string()),
  image_url: z.optional(z.looseObject({ url: z.string() })),
});
const Message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: z.optional(z.nullable(z.union([z.string(), z.array(Part)]))),
});
const CompletionRequest = z.looseObject({
  model: z.string(),
  messages: z.array(Message).check(z.minLength(1)),
  stream: z.optional(z.nullable(z.boolean())),
  user: z.optional(z.nullable(z.string().check(z.maxLength(256)))),
});

export function listModels(gateway: Gateway, response: ServerResponse): void {
  const created = Math.floor(gateway.startedAt / 1_000);
  const ids = ['openclaw', ...Object.keys(gateway.config().agents).map((id) => `openclaw/${id}`)];
  sendJson(response, 200, {
    object: 'list',
    data: ids.map((id) => ({ id, object: 'model', created, owned_by: 'rockpool' })),
  });
}

export async function complete(
  gateway: Gateway,
  readBody: () => Promise<unknown>,
  response: ServerResponse,
): Promise<void> {
  const body = parseBody(CompletionRequest, await readBody());
  const agentId = agentOf(gateway, body.model);
  const { text, extra, files } = split(body.messages);
  const id = `chatcmpl-${randomUUID()}`;
  // with `user` the gateway keeps the conversation; without, the caller sends all of it each time
  const session = body.user ? `openai-user:${body.user}` : `openai:${id}`;
  const attachments = [...files].map(([ref, bytes]) => ({
    kind: 'image' as const,
    name: `picture-${ref}`,
    mimeType: '',
    bytes: bytes.length,
    ref,
  }));
  const message = {
    ...apiMessage(id, agentId, session, text, gateway.now()),
    ...(attachments.length === 0 ? {} : { attachments }),
  };
  const sessionKey = route(message, gateway.config()).sessionKey;
  const created = Math.floor(gateway.now() / 1_000);

  await new Promise<void>((resolve, reject) => {
    const answer =
      body.stream === true
        ? streamed(response, id, created, body.model)
        : whole(response, id, created, body.model);
    const call: ApiCall = {
      message,
      extra: body.user ? { system: extra.system, history: [] } : extra,
      files,
      usage: null,
      update: (soFar) => answer.update(soFar),
      finish(final) {
        gateway.apiCalls.delete(id);
        answer.finish(final, vendorUsage(call.usage));
        resolve();
      },
    };
    gateway.apiCalls.set(id, call);
    response.once('close', () => {
      // still waiting: the caller has gone, and nobody would read the answer
      if (gateway.apiCalls.delete(id)) gateway.conversation.abort(sessionKey, 'caller_gone');
      resolve();
    });
    gateway.receive(message).catch(reject);
  });
}

function agentOf(gateway: Gateway, model: string): string {
  const { agents, defaultAgentId } = gateway.config();
  const agentId = model === 'openclaw' ? defaultAgentId : /^openclaw[/:](.+)$/.exec(model)?.[1];
  if (agentId !== undefined && agents[agentId] !== undefined) return agentId;
  throw new HttpError(404, 'model_not_found', `There is no model ${model}; see /v1/models.`);
}

/** The last message of the user is the question, what came before it the conversation, system messages instructions. */
function split(messages: z.infer<typeof Message>[]): {
  text: string;
  extra: { system: string; history: AgentMessage[] };
  files: Map<string, Uint8Array>;
} {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const text = last === -1 ? '' : textOf(messages[last]);
  const files = filesOf(messages[last]);
  if (text.trim() === '' && files.size === 0)
    throw new HttpError(400, 'invalid_request_error', 'messages: the last message of the user has no text');
  const isSystem = ({ role }: { role: string }): boolean => role === 'system' || role === 'developer';
  const history = messages.slice(0, last).flatMap((message): AgentMessage[] => {
    if (message.role === 'user') return [{ role: 'user', text: textOf(message) }];
    if (message.role === 'assistant')
      return [{ role: 'assistant', text: textOf(message), reasoning: '', toolCalls: [] }];
    return [];
  });
  return { text, extra: { system: messages.filter(isSystem).map(textOf).join('\n\n'), history }, files };
}

/** Pictures of the question, which come as data: addresses; nothing is fetched for a caller. */
function filesOf(message: z.infer<typeof Message> | undefined): Map<string, Uint8Array> {
  const content = message?.content ?? '';
  const files = new Map<string, Uint8Array>();
  if (typeof content === 'string') return files;
  for (const { image_url: image } of content) {
    if (image === undefined) continue;
    const data = /^data:image\/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)$/.exec(image.url)?.[1];
    if (data === undefined)
      throw new HttpError(400, 'invalid_request_error', 'image_url: only data:image/…;base64 is taken');
    files.set(String(files.size + 1), Buffer.from(data, 'base64'));
  }
  return files;
}

function textOf(message: z.infer<typeof Message> | undefined): string {
  const content = message?.content ?? '';
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}

type VendorUsage = { prompt_tokens: number; completion_tokens: number; total_tokens: number };
type Answer = { update(soFar: string): void; finish(text: string, usage: VendorUsage | null): void };

/** Null when the model did not say. */
function vendorUsage(usage: TokenUsage | null): VendorUsage | null {
  if (usage === null || usage.input + usage.output === 0) return null;
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
  };
}

function whole(response: ServerResponse, id: string, created: number, model: string): Answer {
  return {
    update() {},
    finish(text, usage) {
      const message = { role: 'assistant', content: text };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      sendJson(response, 200, {
        id,
        object: 'chat.completion',
        created,
        model,
        choices,
        ...(usage && { usage }),
      });
    },
  };
}

function streamed(response: ServerResponse, id: string, created: number, model: string): Answer {
  let stream: EventStream | null = null;
  let sent = '';
  const chunk = (
    delta: Record<string, string>,
    finishReason: string | null,
    usage: VendorUsage | null = null,
  ): void => {
    const choices = [{ index: 0, delta, finish_reason: finishReason }];
    stream ??= openEventStream(response, () => {});
    stream.send(
      null,
      JSON.stringify({
        id,
        object: 'chat.completion.chunk',
        created,
        model,
        choices,
        ...(usage && { usage }),
      }),
    );
  };
  const update = (soFar: string): void => {
    if (sent === '') chunk({ role: 'assistant', content: '' }, null);
    // what is shown only ever grows; a final text of other words is sent whole, after a line break
    const more = soFar.startsWith(sent) ? soFar.slice(sent.length) : `\n\n${soFar}`;
    if (more !== '') chunk({ content: more }, null);
    sent = soFar;
  };
  return {
    update,
    finish(text, usage) {
      update(text);
      chunk({}, 'stop', usage);
      stream?.send(null, '[DONE]');
      stream?.end();
    },
  };
}
