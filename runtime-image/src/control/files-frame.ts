import * as z from 'zod/mini';

/**
 * How the platform's files reach a gateway that is started with `ROCKPOOL_FILES=stdin`: each line of its standard input is this,
 * as JSON, at the start and again after every change. They are kept in memory only, so that nothing the agent runs can read or
 * change them. At most 1 MiB a line; null: there is no such file.
 */
export const FilesFrame = z.object({
  files: z.object({
    'openclaw.json': z.string(),
    'rockpool.json': z.nullable(z.string()),
    '.env': z.nullable(z.string()),
  }),
});
export type FilesFrame = z.infer<typeof FilesFrame>;
