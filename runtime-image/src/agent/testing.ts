import type { ToolContext } from './tool.ts';

/** A turn of the owner's browser chat, for tests of tools. */
export function toolContext(workspace: string, more: Partial<ToolContext> = {}): ToolContext {
  return {
    workspace,
    signal: new AbortController().signal,
    agentId: 'main',
    sessionKey: 'agent:main:main',
    turnId: 'turn-1',
    callId: 'call-1',
    message: {
      channel: 'web',
      accountId: 'default',
      messageId: 'web-1',
      chat: { id: 'main', kind: 'direct', threadId: null },
      sender: { id: 'owner', name: '' },
      text: 'go',
      mentionsBot: true,
      sentAt: 0,
    },
    byOwner: true,
    ...more,
  };
}
