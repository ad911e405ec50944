/** A card whose text grows: what the two kinds of it have in common. */
import type { SavedPart } from './saved-reply.ts';

export interface LiveCard {
  /** between two updates, in ms */
  readonly intervalMs: number;
  /** The whole text so far. One try: the next update makes up for it. */
  show(text: string): Promise<void>;
  /** The final text and its summary. Patient; the card stops to look unfinished. May be called again. */
  close(text: string): Promise<void>;
}

export type Save = (part: SavedPart) => void;
