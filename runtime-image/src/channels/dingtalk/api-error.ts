/** The platform said no: a code of api.dingtalk.com such as `invalidParameter.userIds.empty`, or a number of oapi.dingtalk.com as text. */
export class DingtalkApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 200) {
    super(message);
    this.name = 'DingtalkApiError';
    this.code = code;
    this.status = status;
  }
}

/** No answer, or none that is the platform's. */
export class DingtalkUnreachable extends Error {
  /** the request may have been processed all the same */
  readonly mayHaveArrived: boolean;

  constructor(message: string, mayHaveArrived: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DingtalkUnreachable';
    this.mayHaveArrived = mayHaveArrived;
  }
}

const rateLimitCodes = new Set(['130101', '90018', '88', 'Forbidden.AccessDenied.QpsLimitForApi']);
const deadTokenCodes = new Set(['InvalidAuthentication', '40014', '42001', '33001']);

export const isRateLimit = (error: unknown): error is DingtalkApiError =>
  error instanceof DingtalkApiError && (rateLimitCodes.has(error.code) || error.status === 429);

export const isDeadToken = (error: unknown): error is DingtalkApiError =>
  error instanceof DingtalkApiError && deadTokenCodes.has(error.code);

/** The platform said no to exactly this call: it took no effect, and the same call would fail again. */
export function isRefusal(error: unknown): error is DingtalkApiError {
  if (!(error instanceof DingtalkApiError) || error.status >= 500) return false;
  return !isRateLimit(error) && !isDeadToken(error);
}
