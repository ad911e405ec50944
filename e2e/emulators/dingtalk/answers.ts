/** A refusal of api.dingtalk.com: HTTP 4xx with `{code, message, requestid}`. */
export class ApiRefusal extends Error {
  readonly status: 400 | 401 | 403 | 404 | 429;
  readonly code: string;
  constructor(status: ApiRefusal['status'], code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A refusal of oapi.dingtalk.com: HTTP 200 with `{errcode, errmsg}`. */
export class OldRefusal extends Error {
  readonly errcode: number;
  constructor(errcode: number, errmsg: string) {
    super(errmsg);
    this.errcode = errcode;
  }
}

export const refusals = {
  credentials: () => new ApiRefusal(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret'),
  connectCredentials: () => new ApiRefusal(401, 'authFailed', 'clientId or clientSecret is wrong'),
  token: () => new ApiRefusal(401, 'InvalidAuthentication', '不合法的access_token'),
  permission: (name: string) =>
    new ApiRefusal(
      403,
      'Forbidden.AccessDenied.AccessTokenPermissionDenied',
      `应用尚未开通所需的权限：[${name}]，点击链接申请并开通即可：https://open-dev.dingtalk.com/appscope/apply?content=${name}`,
    ),
  missing: (field: string) => new ApiRefusal(400, 'MissingParameter', `MissingParameter ${field}`),
  noUsers: () => new ApiRefusal(400, 'invalidParameter.userIds.empty', 'userIds is empty'),
  tooManyUsers: () => new ApiRefusal(400, 'invalidParameter.userIds.invalid', 'userIds is too long'),
  conversation: () =>
    new ApiRefusal(400, 'invalidParameter.openConversationId.invalid', 'openConversationId is invalid'),
  noRobotCode: () => new ApiRefusal(400, 'invalidParameter.robotCode.empty', 'robotCode is empty'),
  robotCode: () => new ApiRefusal(400, 'invalidParameter.robotCode.notExsit', 'robotCode does not exist'),
  msgKey: () => new ApiRefusal(400, 'invalidParameter.msgKey.invalid', 'msgKey is invalid'),
  msgParam: () => new ApiRefusal(400, 'invalidParameter.msgParam.invalid', 'msgParam is invalid'),
  downloadCode: () => new ApiRefusal(400, 'invalidParameter.downloadCode', 'downloadCode is invalid'),
  template: () => new ApiRefusal(400, 'param.templateNotExist', 'card template does not exist'),
  card: () => new ApiRefusal(400, 'param.cardNotExist', 'card does not exist'),
  param: (what: string) => new ApiRefusal(400, 'param.error', what),
  tooOften: () => new ApiRefusal(429, 'Forbidden.AccessDenied.QpsLimitForApi', 'QPS limit'),
  session: () => new OldRefusal(300_001, 'session is not found or expired'),
  oldToken: () => new OldRefusal(40_014, '不合法的access_token'),
  msgtype: (what: string) => new OldRefusal(400_102, `msgtype is not supported: ${what}`),
  robotToken: () => new OldRefusal(300_005, 'token is not exist'),
  robotSign: () => new OldRefusal(310_000, 'sign not match, more: [https://open.dingtalk.com]'),
  robotOften: () => new OldRefusal(130_101, 'send too fast, exceed 20 times per minute'),
} as const;
