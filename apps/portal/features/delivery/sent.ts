/** Why a message did not go out: the same words reach log and metric. */
export type DeliveryProblem =
  /** too many to this number, or the account's daily or paid amount is used up */
  | 'quota'
  /** the vendor does not know the template, or its parameters differ */
  | 'template'
  /** the vendor does not know the signature that messages begin with */
  | 'sign_name'
  /** no number or address that one can send to */
  | 'recipient'
  /** key, token or password are not accepted */
  | 'credentials'
  /** the service answered that it cannot */
  | 'refused'
  /** no answer in time: whether it went out is not known */
  | 'silent'
  /** nothing is listening there */
  | 'unreachable';

/** `detail`: the vendor's own words for the log; never a code, a key or a recipient. */
export type Sent = { kind: 'sent' } | { kind: 'not_sent'; problem: DeliveryProblem; detail: string };

export const notSent = (problem: DeliveryProblem, detail = ''): Sent => ({
  kind: 'not_sent',
  problem,
  detail: detail.slice(0, 300),
});
