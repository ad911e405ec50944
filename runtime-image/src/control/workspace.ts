import * as z from 'zod/mini';

/** What `GET /control/workspace/archive` would take along. */
export const WorkspaceSize = z.object({
  files: z.int().check(z.nonnegative()),
  bytes: z.int().check(z.nonnegative()),
  /** false: there is more, counting it would take too long */
  complete: z.boolean(),
  /** an archive is under way */
  busy: z.boolean(),
});
export type WorkspaceSize = z.infer<typeof WorkspaceSize>;
