import { expect, test } from 'vitest';
import { shownState } from './phase-look.ts';

const now = 1_000_000;
const instance = { phaseReason: 'ready', restarts: 0, restartsSeen: 0, readyAt: '2026-01-01T00:00:00Z' };

test.each([
  [{ phase: 'running' }, now + 1, 'running'],
  [{ phase: 'running' }, null, 'running'],
  [{ phase: 'running' }, now, 'stopping'],
  [{ phase: 'running', restarts: 1 }, now + 1, 'restarting'],
  [{ phase: 'failed', phaseReason: 'crashed' }, now + 1, 'failed'],
  [{ phase: 'failed', phaseReason: 'crashed', restarts: 1 }, now + 1, 'restarting'],
  [{ phase: 'provisioning', phaseReason: 'claimed', readyAt: null }, null, 'creating'],
  [{ phase: 'provisioning', phaseReason: 'no_room', readyAt: null }, null, 'waiting'],
  [{ phase: 'provisioning', phaseReason: 'renewed' }, now + 1, 'starting'],
  [{ phase: 'provisioning', phaseReason: 'restarting' }, now + 1, 'restarting'],
  [{ phase: 'provisioning', phaseReason: 'moving' }, now + 1, 'moving'],
  [{ phase: 'failed', phaseReason: 'move_failed' }, now + 1, 'failed'],
  [{ phase: 'expired', phaseReason: 'moving' }, now - 1, 'expired'],
  [{ phase: 'expired', phaseReason: 'expired' }, now - 1, 'expired'],
  [{ phase: 'suspended', phaseReason: 'suspended' }, now + 1, 'suspended'],
  [{ phase: 'removed', phaseReason: 'retention_over' }, now - 1, 'removed'],
] as const)('%j with the expiry at %s shows as %s', (facts, expiresAt, shown) => {
  expect(shownState({ ...instance, ...facts }, expiresAt, now)).toBe(shown);
});
