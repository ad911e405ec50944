/** Everything that the operator's API refuses, with its status and what it means. Refusals of the rules keep their own reason. */
export const problemTable = {
  invalid_request: {
    status: 400,
    zh: '请求的内容不符合格式',
    en: 'The request does not have the right shape',
  },
  idempotency_key_missing: {
    status: 400,
    zh: '会改变数据的 POST 请求需要 Idempotency-Key 请求头',
    en: 'A POST that changes something needs the header Idempotency-Key',
  },
  token_missing: {
    status: 401,
    zh: '没有令牌：请用 Authorization: Bearer rp_…',
    en: 'No token: send Authorization: Bearer rp_…',
  },
  token_unknown: {
    status: 401,
    zh: '令牌无效、已过期或已撤销',
    en: 'The token is unknown, has run out or was revoked',
  },
  forbidden: { status: 403, zh: '令牌的角色没有这项权限', en: 'The role of the token may not do this' },
  address_not_allowed: {
    status: 403,
    zh: '不允许从这个地址访问，见设置里的 console.allowedIps',
    en: 'This address may not come in: see the setting console.allowedIps',
  },
  not_found: { status: 404, zh: '没有这个对象', en: 'There is no such thing' },
  idempotency_key_reused: {
    status: 409,
    zh: '这个 Idempotency-Key 已用于另一个请求',
    en: 'This Idempotency-Key belongs to another request',
  },
  request_running: {
    status: 409,
    zh: '同一个请求还在处理，请稍后用同一个 Idempotency-Key 重试',
    en: 'The same request is under way: ask again with the same Idempotency-Key',
  },
  slug_taken: { status: 409, zh: '这个地址已被另一个活动使用', en: 'Another campaign has this address' },
  slug_fixed: {
    status: 409,
    zh: '活动公开后地址不能再改',
    en: 'The address of a public campaign stays as it is',
  },
  edit_refused: {
    status: 409,
    zh: '修改会让已领取的用户吃亏，不能保存',
    en: 'The edit would take away what people were granted',
  },
  unconfirmed: {
    status: 409,
    zh: '修改会影响用户：请在 acknowledged 里逐条确认',
    en: 'The edit takes something from people: confirm each warning in acknowledged',
  },
  stock_below_claimed: {
    status: 409,
    zh: '名额不能少于已领取和已保留的数量',
    en: 'The stock cannot be below what is claimed and kept',
  },
  wrong_state: {
    status: 409,
    zh: '活动现在的状态不允许这样做',
    en: 'The state of the campaign does not allow this',
  },
  points_short: { status: 409, zh: '用户没有这么多积分', en: 'The user does not have this many points' },
  end_of_use: {
    status: 409,
    zh: '活动的使用期结束后不能再加天数',
    en: 'No day can lie behind the end of use',
  },
  revoke_too_many: { status: 409, zh: '收回的天数多于已发放的天数', en: 'More days than were granted' },
  payments_off: { status: 409, zh: '这里没有配置 Stripe', en: 'Stripe is not configured here' },
  not_refundable: {
    status: 409,
    zh: '没有可退的钱：还没有付款、有争议，或已经全部退完',
    en: 'Nothing can be refunded: never paid, disputed, or all of it is back',
  },
  refund_too_much: { status: 409, zh: '退款超过了剩余金额', en: 'More than is left to refund' },
  not_one_payment: {
    status: 409,
    zh: '账单不是用一笔付款结清的，请在 Stripe 里退款',
    en: 'The invoice was not paid by one payment: refund it in Stripe',
  },
  provider_refused: { status: 409, zh: '支付平台拒绝了退款', en: 'The payment provider refused' },
  code_taken: { status: 409, zh: '这个邀请码已经存在', en: 'This invitation code exists already' },
  code_malformed: {
    status: 409,
    zh: '自定义邀请码为 4 到 40 个字母或数字，且只能生成一个',
    en: 'A code of one’s own is 4 to 40 letters and digits, and one at a time',
  },
  time_past: { status: 409, zh: '这个时间已经过去', en: 'This time is over already' },
  not_running: { status: 409, zh: '云电脑没有在运行', en: 'The computer is stopped' },
  removed: { status: 409, zh: '云电脑已删除', en: 'The computer was removed' },
  not_failed: {
    status: 409,
    zh: '云电脑没有异常，无需恢复',
    en: 'Nothing failed, so there is nothing to recover from',
  },
  phone_differs: { status: 409, zh: '手机号与用户的不一致', en: 'The phone number is not the owner’s' },
  no_such_host: { status: 409, zh: '没有这个名字的主机', en: 'There is no host of this name' },
  same_host: { status: 409, zh: '云电脑已经在这台主机上', en: 'The computer lives there already' },
  host_closed: { status: 409, zh: '主机不接收新的云电脑', en: 'The host takes no new computers' },
  host_away: { status: 409, zh: '主机失联，恢复后才能迁移', en: 'The host is silent; a move needs it back' },
  no_address: {
    status: 409,
    zh: '云电脑所在的主机没有设置 HOST_ADDRESS，数据无法取走',
    en: 'The host where it lives has no HOST_ADDRESS, so its data cannot be fetched',
  },
  host_full: { status: 409, zh: '主机没有空位', en: 'The host has no place left' },
  no_other_host: { status: 409, zh: '只有一台主机', en: 'There is one host only' },
  move_under_way: { status: 409, zh: '迁移还没有完成', en: 'It is moving already' },
  copy_remains: {
    status: 409,
    zh: '上次迁移留下的副本还没有清理',
    en: 'The copy that its last move left is not cleared away yet',
  },
  not_placed: { status: 409, zh: '还没有主机接收这台云电脑', en: 'No host has taken the computer yet' },
  moved_meanwhile: {
    status: 409,
    zh: '云电脑已经在别的主机上',
    en: 'The computer lives on another host by now',
  },
  no_move: { status: 409, zh: '没有可以取消的迁移', en: 'There is no move to take back' },
  host_alive: { status: 409, zh: '主机仍在报到', en: 'The host still reports' },
  other_count: {
    status: 409,
    zh: '会丢失文件的云电脑台数与所给的不一致',
    en: 'Another number of computers than the one given would lose their files',
  },
  host_in_use: {
    status: 409,
    zh: '主机上还有云电脑或副本',
    en: 'Computers or copies of them are still on the host',
  },
  rows_wrong: {
    status: 409,
    zh: '文件里有错误的行，没有导入任何内容',
    en: 'Rows of the file are wrong; nothing was imported',
  },
  file_unreadable: { status: 409, zh: '文件无法读取', en: 'The file cannot be read' },
  file_empty: {
    status: 409,
    zh: '用空文件替换会取消所有人的套餐',
    en: 'Replacing by a file without rows would take everybody’s plan',
  },
  locks_out: {
    status: 409,
    zh: '名单里没有您现在的地址，保存后您自己也进不来',
    en: 'The list leaves out the address that asks',
  },
  wrong_value: { status: 400, zh: '这项设置不能取这个值', en: 'This setting cannot have this value' },
  version_differs: {
    status: 412,
    zh: '对象已被修改：请重新读取，再用新的 ETag 提交',
    en: 'Somebody saved meanwhile: read it again and send its new ETag',
  },
  too_large: { status: 413, zh: '请求内容过大', en: 'The request is too large' },
  version_missing: {
    status: 428,
    zh: '修改需要 If-Match 请求头，值为读取时的 ETag',
    en: 'An edit needs the header If-Match with the ETag that was read',
  },
  too_many_requests: {
    status: 429,
    zh: '请求过于频繁，请等待 Retry-After 所示的秒数',
    en: 'Too many requests: wait for the seconds of Retry-After',
  },
  unavailable: {
    status: 503,
    zh: '服务暂时不可用，请稍后用同一个 Idempotency-Key 重试',
    en: 'The service cannot answer now: try again later with the same Idempotency-Key',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;

export type ProblemReason = keyof typeof problemTable;

/** What any endpoint may answer, whatever it does. */
export const everywhere = [
  'invalid_request',
  'token_missing',
  'token_unknown',
  'forbidden',
  'address_not_allowed',
  'too_many_requests',
  'unavailable',
] as const satisfies ProblemReason[];
