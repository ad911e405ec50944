/**
 * Shapes of the gateway's control API, shared by the gateway (writer) and by portal and provisioner (readers).
 * Instants are ISO 8601 texts in UTC. Readers must accept unknown extra keys.
 */
export * from './control/approvals.ts';
export * from './control/chat.ts';
export * from './control/cron.ts';
export * from './control/events.ts';
export * from './control/files-frame.ts';
export * from './control/notices.ts';
export * from './control/pairing.ts';
export * from './control/platform-requests.ts';
export * from './control/sessions.ts';
export * from './control/status.ts';
export * from './control/workspace.ts';
