/** Keyset paging: a page ends with a cursor that names its last row, so that rows which come meanwhile move nothing. */
import { z } from 'zod';

const limitMax = 200;

export const Paging = {
  limit: z.coerce.number().int().min(1).max(limitMax).default(50),
  cursor: z
    .string()
    .max(200)
    .optional()
    .meta({ description: '`next` of the page before; left out for the first' }),
};

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'cursor of the next page; null = this is the last' }),
  });

/** The last row of a page: when it was made, and its id. */
export interface Place {
  at: Date;
  id: string;
}

const PlaceText = z.tuple([z.iso.datetime(), z.string().min(1).max(100)]);

export const writeCursor = ({ at, id }: Place): string =>
  Buffer.from(JSON.stringify([at.toISOString(), id])).toString('base64url');

/** Null for what is no cursor of ours, or of a list whose ids look otherwise. */
export function readCursor(text: string, idShape: z.ZodType<string> = z.uuid()): Place | null {
  try {
    const [at, id] = PlaceText.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { at: new Date(at), id: idShape.parse(id) };
  } catch {
    return null;
  }
}

/** From one row more than asked for: the page, and the cursor where there is more. */
export function cutPage<Row>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => string,
): { items: Row[]; next: string | null } {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? cursorOf(items.at(-1)!) : null };
}
