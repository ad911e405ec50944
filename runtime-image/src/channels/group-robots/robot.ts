/** What is known of each platform's robots of a group: an address that takes messages, with no app and no account behind it. */
import type { Locale } from '../../config/settings.ts';
import type { Limits } from './pace.ts';

export type Words = { title: string; text: string };
export type Body = Readonly<Record<string, unknown>>;
export type Post = { url: string; body: Body };

export type GroupRobot = {
  /** What tells one robot from another, for its limits; null when the address is none of this platform's robots. */
  idOf(url: URL): string | null;
  limits: Limits;
  /** The messages that these words take. Where the first message of a form is refused, the next form is tried. */
  forms(words: Words): readonly (readonly Body[])[];
  /** @param now ms since epoch; the platforms take a signature for an hour */
  sign(post: Post, secret: string, now: number): Post;
  /** whether the answer says that too much was sent */
  isTooOften(code: number, message: string): boolean;
  /** what people are told of a code */
  sentences: Readonly<Record<number, Record<Locale, string>>>;
};
