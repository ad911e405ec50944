/** The platform answered with a code other than 0, with HTTP 200 or not. */
export class FeishuApiError extends Error {
  readonly code: number;
  readonly status: number;
  /** from `x-ogw-ratelimit-reset`; null when the platform did not say */
  readonly retryAfterMs: number | null;

  constructor(code: number, message: string, status = 200, retryAfterMs: number | null = null) {
    super(message);
    this.name = 'FeishuApiError';
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer, or none that is the platform's: whether the call took effect is unknown. */
export class FeishuUnreachable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FeishuUnreachable';
  }
}

const rateLimitCodes = new Set([99991400, 230020, 11232]);
const deadTokenCodes = new Set([99991663, 99991668, 99991677]);
const goneMessageCodes = new Set([230011, 231003]);

export const isRateLimit = (error: unknown): error is FeishuApiError =>
  error instanceof FeishuApiError && (rateLimitCodes.has(error.code) || error.status === 429);

export const isDeadToken = (error: unknown): error is FeishuApiError =>
  error instanceof FeishuApiError && deadTokenCodes.has(error.code);

/** The message that was to be answered is withdrawn or deleted. */
export const isGoneMessage = (error: unknown): error is FeishuApiError =>
  error instanceof FeishuApiError && goneMessageCodes.has(error.code);

export const isMissingScope = (error: unknown): error is FeishuApiError =>
  error instanceof FeishuApiError && (error.code === 99991672 || error.code === 230027);

/** The platform said no to exactly this call: it took no effect, and the same call would fail again. */
export function isRefusal(error: unknown): error is FeishuApiError {
  if (!(error instanceof FeishuApiError) || error.status >= 500 || error.status === 429) return false;
  return !rateLimitCodes.has(error.code) && !deadTokenCodes.has(error.code);
}
