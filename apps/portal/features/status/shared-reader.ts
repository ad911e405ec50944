import { db } from '../../db.ts';
import { statusReader, type StatusLook } from './read-status.ts';

// on globalThis because page and JSON are different bundles of one process
const shared = globalThis as typeof globalThis & { rockpoolStatus?: () => Promise<StatusLook> };

export function readStatus(): Promise<StatusLook> {
  return (shared.rockpoolStatus ??= statusReader(db))();
}
