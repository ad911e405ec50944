/**
 * What a browser must show before it may claim, where `claim.puzzle` asks for it. One implementation is in altcha.ts; a
 * CAPTCHA provider is another one, with its widget in puzzle-field.tsx.
 */
export interface Puzzle {
  /** A new puzzle for this user, as its widget reads it. */
  create(userId: string): Promise<unknown>;
  /** Whether this is a solution of a puzzle made for this user that has not run out and was not used before. Uses it up. */
  accept(userId: string, solution: string): Promise<boolean>;
}
