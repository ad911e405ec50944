/** Documented in README.md: scripts decide by them. */
export const exitCodes = {
  done: 0,
  /** the service said no */
  refused: 1,
  /** wrong words, or a question that nobody could answer */
  usage: 2,
  /** no token, or one that may not */
  notAllowed: 3,
  notFound: 4,
  /** nothing answers, or it fails; the same command may be given again */
  unavailable: 5,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What ends a command before its end. `message` is for people and says what to do. */
export class Failure extends Error {
  override name = 'Failure';
  readonly exitCode: ExitCode;
  /** what `--json` prints */
  readonly details: unknown;
  constructor(exitCode: ExitCode, message: string, details: unknown = { message }) {
    super(message);
    this.exitCode = exitCode;
    this.details = details;
  }
}
