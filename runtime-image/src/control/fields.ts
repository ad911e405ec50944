/** What the shapes of the control API are made of. A text that a reader cannot store is no such text. */
import * as z from 'zod/mini';

/** channel accounts of one gateway */
export const channelsMax = 64;

// PostgreSQL stores neither NUL nor half a character
const storable = (text: string): boolean => text.isWellFormed() && !/\0/.test(text);
export const Word = z.string().check(z.maxLength(256), z.refine(storable, 'cannot be stored'));
/** Words for people; those that are too long are cut. */
export const Sentence = z
  .string()
  .check(z.overwrite((text) => text.replaceAll('\0', '').slice(0, 2_000).toWellFormed()));
export const Instant = z.iso.datetime();
/** the sender's idempotency key */
export const OwnId = z.string().check(z.minLength(1), z.maxLength(64));
