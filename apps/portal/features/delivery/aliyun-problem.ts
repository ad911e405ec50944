import type { DeliveryProblem } from './sent.ts';

/** Aliyun's error codes in our words, by how they begin. What is not here is `refused`. */
const problems: readonly [string, DeliveryProblem][] = [
  ['isv.BUSINESS_LIMIT_CONTROL', 'quota'],
  ['isv.DAY_LIMIT_CONTROL', 'quota'],
  ['isv.MONTH_LIMIT_CONTROL', 'quota'],
  ['isv.AMOUNT_NOT_ENOUGH', 'quota'],
  ['isv.OUT_OF_SERVICE', 'quota'],
  ['Throttling', 'quota'],
  ['isv.SMS_TEMPLATE', 'template'],
  ['isv.TEMPLATE', 'template'],
  ['isv.INVALID_JSON_PARAM', 'template'],
  ['isv.PARAM_LENGTH_LIMIT', 'template'],
  ['isv.SMS_SIGN', 'sign_name'],
  ['isv.SIGN', 'sign_name'],
  ['isv.MOBILE', 'recipient'],
  ['isv.INVALID_PARAMETERS', 'recipient'],
  ['isv.BLACK_KEY_CONTROL_LIMIT', 'recipient'],
  ['isv.ACCOUNT', 'credentials'],
  ['isv.RAM_PERMISSION_DENY', 'credentials'],
  ['isv.PRODUCT_UN_SUBSC', 'credentials'],
  ['InvalidAccessKeyId', 'credentials'],
  ['SignatureDoesNotMatch', 'credentials'],
  ['IncompleteSignature', 'credentials'],
  ['InvalidTimeStamp', 'credentials'],
  ['Forbidden', 'credentials'],
  ['NoPermission', 'credentials'],
];

export const aliyunProblem = (code: string): DeliveryProblem =>
  problems.find(([beginning]) => code.startsWith(beginning))?.[1] ?? 'refused';
