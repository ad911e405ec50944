/**
 * What the chat page knows, as a reducer. Pure. Histories and events may arrive twice, late or after a reconnect: everything
 * is merged by id, so the order of arrival never doubles or drops a message.
 */
import type { Approval, ChatHistory, ChatMessage, ControlEvent } from '@rockpool/gateway/control';
import type { ChatCommand } from './commands.ts';

export type ToolCall = { id: string; name: string; input: string; output: string | null; ok: boolean };

/** The answer that is being written. `isPartial`: this page came in the middle, the beginning shows when it is done. */
export type Turn = {
  id: string;
  replyTo: string;
  text: string;
  reasoning: string;
  tools: ToolCall[];
  isPartial: boolean;
};

/** A message of this browser that the gateway has not shown back yet. */
export type Outgoing = {
  id: string;
  text: string;
  at: string;
  state: 'sending' | 'accepted' | 'failed';
  reason: string;
};

/** `connected` or why not; reasons other than the first two are the instance's run phase. */
export type ChatConnection = { state: 'connecting' | 'connected' | 'unreachable' | string; detail: string };

export type ChatState = {
  connection: ChatConnection;
  /** null until the first history came */
  messages: ChatMessage[] | null;
  outgoing: Outgoing[];
  turn: Turn | null;
  /** a turn runs, though nothing of it was seen yet */
  running: boolean;
  /** why the last turn ended without an answer, in the gateway's words */
  turnError: string | null;
  /** what may be typed behind a slash, as the gateway says */
  commands: readonly ChatCommand[];
  /** programs that wait for the owner's word, oldest first */
  approvals: Approval[];
  /** this page asked for the running turn to end */
  isStopping: boolean;
  /** the last turn was stopped: its answer ends where it was */
  isStopped: boolean;
};

export type ChatAction =
  | { type: 'connection'; connection: ChatConnection }
  | { type: 'history'; history: ChatHistory }
  | { type: 'commands'; commands: readonly ChatCommand[] }
  | { type: 'approvals'; approvals: Approval[] }
  | { type: 'event'; event: ControlEvent }
  | { type: 'send'; id: string; text: string; at: string }
  | { type: 'accepted'; id: string }
  | { type: 'refused'; id: string; reason: string }
  | { type: 'discard'; id: string }
  | { type: 'stop' };

export function initialChat(outgoing: Outgoing[] = []): ChatState {
  return {
    connection: { state: 'connecting', detail: '' },
    messages: null,
    outgoing,
    turn: null,
    running: false,
    turnError: null,
    commands: [],
    approvals: [],
    isStopping: false,
    isStopped: false,
  };
}

export function chatReducer(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case 'connection':
      return { ...state, connection: action.connection };
    case 'history': {
      const { messages, running } = action.history;
      // what was accepted and is neither shown nor waiting behind a turn went by while nobody listened
      const outgoing = running
        ? state.outgoing
        : state.outgoing.filter((entry) => entry.state !== 'accepted');
      return {
        ...withMessages({ ...state, outgoing, messages: [] }, messages),
        running,
        turn: running ? state.turn : null,
      };
    }
    case 'commands':
      return { ...state, commands: action.commands };
    case 'approvals':
      return { ...state, approvals: action.approvals };
    case 'event':
      return onEvent(state, action.event);
    case 'send': {
      // sent again just when the history showed that it had arrived: the gateway tells of each id once
      if (state.messages?.some(({ id }) => id === action.id)) return state;
      const outgoing = state.outgoing.filter((entry) => entry.id !== action.id);
      const entry: Outgoing = {
        id: action.id,
        text: action.text,
        at: action.at,
        state: 'sending',
        reason: '',
      };
      return { ...state, outgoing: [...outgoing, entry], turnError: null, isStopped: false };
    }
    case 'accepted':
      return { ...state, outgoing: mark(state.outgoing, action.id, 'accepted', '') };
    case 'refused':
      return { ...state, outgoing: mark(state.outgoing, action.id, 'failed', action.reason) };
    case 'stop':
      return { ...state, isStopping: state.running };
    case 'discard':
      return { ...state, outgoing: state.outgoing.filter((entry) => entry.id !== action.id) };
  }
}

function onEvent(state: ChatState, event: ControlEvent): ChatState {
  switch (event.type) {
    case 'status':
      return state;
    case 'approval': {
      const { approval } = event;
      const others = state.approvals.filter(({ id }) => id !== approval.id);
      return { ...state, approvals: approval.decided === null ? put(state.approvals, approval) : others };
    }
    case 'message':
      return withMessages(state, [event.message]);
    case 'turn-start':
      return {
        ...state,
        running: true,
        turnError: null,
        isStopping: false,
        isStopped: false,
        turn: newTurn(event.turnId, event.replyTo, false),
      };
    case 'delta':
      return onTurn(state, event.turnId, (turn) => ({ ...turn, text: turn.text + event.text }));
    case 'reasoning':
      return onTurn(state, event.turnId, (turn) => ({ ...turn, reasoning: turn.reasoning + event.text }));
    case 'tool': {
      const { id, name, input, output, ok } = event;
      return onTurn(state, event.turnId, (turn) => ({
        ...turn,
        tools: put(turn.tools, { id, name, input, output, ok }),
      }));
    }
    case 'turn-end': {
      const { message, error } = event;
      const isStopped = error === null && (state.isStopping || message === null);
      const ended = { ...state, running: false, turn: null, turnError: error, isStopping: false, isStopped };
      return message ? withMessages(ended, [message]) : ended;
    }
  }
}

/** After a reconnect the first piece seen of a turn may be one from its middle. */
function onTurn(state: ChatState, turnId: string, change: (turn: Turn) => Turn): ChatState {
  const turn = state.turn?.id === turnId ? state.turn : newTurn(turnId, '', true);
  return { ...state, running: true, turn: change(turn) };
}

function newTurn(id: string, replyTo: string, isPartial: boolean): Turn {
  return { id, replyTo, text: '', reasoning: '', tools: [], isPartial };
}

function withMessages(state: ChatState, arrived: ChatMessage[]): ChatState {
  const messages = arrived.reduce(put, state.messages ?? []);
  const shown = new Set(arrived.map((message) => message.id));
  return { ...state, messages, outgoing: state.outgoing.filter((entry) => !shown.has(entry.id)) };
}

function put<T extends { id: string }>(list: T[], item: T): T[] {
  const at = list.findIndex((entry) => entry.id === item.id);
  return at < 0 ? [...list, item] : list.with(at, item);
}

function mark(list: Outgoing[], id: string, state: Outgoing['state'], reason: string): Outgoing[] {
  return list.map((entry) => (entry.id === id ? { ...entry, state, reason } : entry));
}
