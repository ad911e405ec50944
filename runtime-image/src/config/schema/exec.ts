/** `tools.exec` and `tools.elevated` of openclaw.json, and `exec` of rockpool.json. */
import * as z from 'zod/mini';
import { execAsks, execSecurities } from './exec-modes.ts';

const approvalKeys = {
  security: z.optional(z.enum(execSecurities)),
  ask: z.optional(z.enum(execAsks)),
  /** how long a question waits for the owner */
  askTimeoutMs: z.optional(z.int().check(z.minimum(1_000), z.maximum(3_600_000))),
};

/** upstream has many more keys here */
export const ExecTool = z.looseObject(approvalKeys);
export const ElevatedTool = z.looseObject({ enabled: z.optional(z.boolean()) });
export const ExecSection = z.strictObject({ enabled: z.boolean(), ...approvalKeys });
