/**
 * Something the person at the keyboard can act on. The message is one whole sentence that says what is wrong
 * and what to do; it is printed as it stands, without a stack.
 */
export class Failure extends Error {
  override name = 'Failure';
}
