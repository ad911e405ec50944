/** `/control/*`: what the portal and the provisioner see and do. */
import type { ServerResponse } from 'node:http';
import { webMessage } from '../channels/local.ts';
import { answerApproval } from '../approvals/answer.ts';
import type { ApprovalDecision } from '../approvals/ends.ts';
import { commands } from '../commands/table.ts';
import { ApprovalRequest, type Approval } from '../control/approvals.ts';
import { ChatRequest, type ChatHistory, type CommandList } from '../control/chat.ts';
import type { PairingRequest } from '../control/pairing.ts';
import type { Gateway } from '../gateway.ts';
import type { PendingPairing } from '../access/pairing.ts';
import { toChatMessages } from '../sessions/chat-view.ts';
import { mainSessionKey } from '../sessions/route.ts';
import { openEventStream } from './event-stream.ts';
import { handleCron } from './cron-api.ts';
import { HttpError, parseBody, sendJson } from './request.ts';
import { handlePlatform } from './platform-api.ts';
import { exportSession, listSessions } from './session-export.ts';
import { handleWorkspace } from './workspace-api.ts';

const historyDefault = 50;
const historyMax = 500;
/** rows of the store for one message that people see, when many tools ran */
const rowsPerMessage = 6;
/** of a history; a page that shows it reads no more than this, and neither this program nor the portal holds more */
const historyCharsMax = 2_000_000;

export async function handleControl(
  gateway: Gateway,
  method: string,
  url: URL,
  readBody: () => Promise<unknown>,
  response: ServerResponse,
): Promise<void> {
  const endpoint = `${method} ${url.pathname}`;
  switch (endpoint) {
    case 'GET /control/status':
      return sendJson(response, 200, gateway.report.status());
    case 'GET /control/chat':
      return sendJson(response, 200, readHistory(gateway, url.searchParams.get('limit')));
    case 'POST /control/chat': {
      const { id, text } = parseBody(ChatRequest, await readBody());
      const result = await gateway.receive(webMessage(id, text, gateway.now()));
      return sendJson(response, 202, { id, duplicate: result.kind === 'duplicate' });
    }
    case 'POST /control/chat/stop':
      return sendJson(response, 200, { stopped: gateway.conversation.abort(mainKey(gateway), 'stop') });
    case 'GET /control/events':
      return streamEvents(gateway, response);
    case 'GET /control/approvals':
      return sendJson(response, 200, { approvals: gateway.approvals.approvals.pending() });
    case 'GET /control/commands':
      return sendJson(response, 200, listCommands(gateway));
    case 'GET /control/sessions':
      return sendJson(response, 200, listSessions(gateway));
    case 'GET /control/sessions/export':
      return exportSession(gateway, url.searchParams.get('key'), response);
    case 'GET /control/pairing':
      return sendJson(response, 200, { requests: gateway.people.pendingPairings().map(toPairingRequest) });
  }
  if (await handlePlatform(gateway, method, url, readBody, response)) return;
  if (await handleWorkspace(gateway, method, url.pathname, response)) return;
  if (await handleCron(gateway, method, url.pathname, readBody, response)) return;
  const approval = /^POST \/control\/approvals\/([0-9a-f]{8})$/.exec(endpoint)?.[1];
  if (approval !== undefined) {
    const { decision } = parseBody(ApprovalRequest, await readBody());
    return sendJson(response, 200, decideApproval(gateway, approval, decision));
  }
  const pairing = /^POST \/control\/pairing\/([A-Z0-9]{8})\/(approve|deny)$/.exec(endpoint);
  if (pairing?.[1] === undefined) throw new HttpError(404, 'not_found', 'There is no such endpoint.');
  const request_ =
    pairing[2] === 'approve' ? approve(gateway, pairing[1]) : gateway.people.denyPairing(pairing[1]);
  if (request_ === null)
    throw new HttpError(404, 'not_found', 'This pairing code is unknown or has expired.');
  gateway.report.changed();
  sendJson(response, 200, toPairingRequest(request_));
}

/** 404 for an id that was never asked; one that has ended is answered as it ended. */
function decideApproval(gateway: Gateway, id: string, decision: ApprovalDecision): Approval {
  const answer = answerApproval(gateway.approvals, id, decision);
  if (answer.kind === 'unknown') throw new HttpError(404, 'not_found', 'There is no such question.');
  return answer.approval;
}

/** Of the main session's agent. */
function listCommands(gateway: Gateway): CommandList {
  const all = [...commands, ...gateway.moreCommands(gateway.config().defaultAgentId)];
  return { commands: all.map(({ name, usage, help }) => ({ name, usage, help })) };
}

function approve(gateway: Gateway, code: string): PendingPairing | null {
  return gateway.people.approvePairing(
    code,
    (channel, appId) =>
      gateway.config().channels.find((bot) => bot.channel === channel && bot.account.appId === appId)?.account
        .ownerId ?? null,
  );
}

function mainKey(gateway: Gateway): string {
  return mainSessionKey(gateway.config().defaultAgentId);
}

function readHistory(gateway: Gateway, wanted: string | null): ChatHistory {
  const limit = wanted === null ? historyDefault : Number(wanted);
  if (!Number.isInteger(limit) || limit < 1 || limit > historyMax) {
    throw new HttpError(
      400,
      'invalid_request_error',
      `limit: must be a whole number from 1 to ${historyMax}`,
    );
  }
  const key = mainKey(gateway);
  const rows = gateway.transcripts.newest(key, limit * rowsPerMessage, historyCharsMax);
  return { messages: toChatMessages(rows).slice(-limit), running: gateway.conversation.isRunning(key) };
}

/** The first event is always the status, so that a new listener knows where it stands. */
function streamEvents(gateway: Gateway, response: ServerResponse): void {
  let unsubscribe = (): void => {};
  const stream = openEventStream(response, () => unsubscribe());
  unsubscribe = gateway.hub.subscribe((event) => stream.send(event.type, JSON.stringify(event)));
  stream.send('status', JSON.stringify({ type: 'status', status: gateway.report.status() }));
}

function toPairingRequest(pending: PendingPairing): PairingRequest {
  const { code, channel, accountId, senderId, senderName } = pending;
  const at = new Date(pending.at).toISOString();
  return {
    code,
    channel,
    accountId,
    senderId,
    senderName,
    at,
    expiresAt: new Date(pending.expiresAt).toISOString(),
  };
}
