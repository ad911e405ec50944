import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** The open platform's failures: `{code, msg}`, with HTTP 400 unless the API says otherwise. */
export class ApiFailure extends Error {
  readonly code: number;
  readonly status: ContentfulStatusCode;
  readonly headers: Record<string, string>;
  readonly more: Record<string, unknown>;

  constructor(
    code: number,
    message: string,
    {
      status = 400,
      headers = {},
      more = {},
    }: {
      status?: ContentfulStatusCode;
      headers?: Record<string, string>;
      more?: Record<string, unknown>;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.headers = headers;
    this.more = more;
  }
}

export const success = (context: Context, data: unknown = {}): Response =>
  context.json({ code: 0, msg: 'success', data });

/** One sentence per code the emulator itself produces. */
export const failures = {
  invalidToken: () =>
    new ApiFailure(
      99991663,
      'Invalid access token for authorization. Please make a request with token attached.',
    ),
  missingToken: () => new ApiFailure(99991661, 'Missing access token for authorization.'),
  missingScope: (appId: string, scopes: readonly string[], openUrl: string) =>
    new ApiFailure(
      99991672,
      `Access denied. One of the following scopes is required: [${scopes.join(', ')}].应用尚未开通所需的应用身份权限：[${scopes.join(', ')}]，点击链接申请并开通任一权限即可：${openUrl}/app/${appId}/auth?q=${scopes.join(',')}&op_from=openapi&token_type=tenant`,
      {
        more: {
          error: {
            permission_violations: scopes.map((subject) => ({ type: 'action_scope_required', subject })),
          },
        },
      },
    ),
  rateLimit: (limit: number, resetSeconds: number) =>
    new ApiFailure(99991400, 'request trigger frequency limit', {
      status: 429,
      headers: { 'x-ogw-ratelimit-limit': String(limit), 'x-ogw-ratelimit-reset': String(resetSeconds) },
    }),
  chatRateLimit: () =>
    new ApiFailure(230020, 'This operation triggers the frequency limit, ext=chat rate limit'),
  parameter: (ext: string) =>
    new ApiFailure(230001, `Your request contains an invalid request parameter, ext=${ext}`),
  notInChat: () => new ApiFailure(230002, 'The bot can not be outside the group.'),
  botOff: () => new ApiFailure(230006, 'Bot ability is not activated.'),
  withdrawn: () => new ApiFailure(230011, 'The message was withdrawn.'),
  unavailable: () => new ApiFailure(230013, 'Bot has NO availability to this user.'),
  noChat: () => new ApiFailure(230045, 'The chat does not exist.'),
  contentTooLong: () => new ApiFailure(230025, 'The length of the message content reaches its limit.'),
  editsUsedUp: () => new ApiFailure(230072, 'The message has reached the number of times it can be edited.'),
  noMessage: () => new ApiFailure(231003, 'The message is not found or has been deleted.'),
  cardContent: (innerCode: number, text: string) =>
    new ApiFailure(
      230099,
      `Failed to create card content, ext=ErrCode: ${innerCode}; ErrMsg: ${text}; ErrorValue: `,
    ),
} as const;
