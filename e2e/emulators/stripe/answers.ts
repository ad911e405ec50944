import type { List } from './entities/base.ts';
import type { Thing } from './entities/kinds.ts';
import type { StripeState } from './state.ts';

/** A refusal in the API's shape; `param` names the field. */
export class ApiError extends Error {
  readonly status: number;
  readonly fields: { type: string; code?: string; param?: string; decline_code?: string };
  constructor(status: number, message: string, fields: Partial<ApiError['fields']> = {}) {
    super(message);
    this.status = status;
    this.fields = { type: 'invalid_request_error', ...fields };
  }
}

export const missing = (what: string, id: string, param = 'id') =>
  new ApiError(404, `No such ${what}: '${id}'`, { code: 'resource_missing', param });

export const required = (param: string) =>
  new ApiError(400, `Missing required param: ${param}.`, { code: 'parameter_missing', param });

/** Properties that are sent only when asked for. */
const includable: Partial<Record<string, readonly string[]>> = {
  'checkout.session': ['line_items', 'subscription_data', 'payment_intent_data'],
  webhook_endpoint: ['secret'],
  invoice: ['payments'],
};

/** The thing as it is sent: what `expand` names is put in its place, whole. */
export function present(state: StripeState, thing: object, expand: readonly string[]): object {
  const copy: Record<string, unknown> = { ...thing };
  for (const name of includable[String(copy['object'])] ?? [])
    if (!expand.some((path) => path.split('.')[0] === name)) delete copy[name];
  for (const path of expand) {
    const [name = '', ...rest] = path.split('.');
    const inner = copy[name];
    const below = rest.length > 0 ? [rest.join('.')] : [];
    if (typeof inner === 'string') {
      const found = state.find(inner);
      if (found) copy[name] = present(state, found, below);
    } else if (Array.isArray(inner)) copy[name] = inner.map((each: object) => present(state, each, below));
    else if (inner && typeof inner === 'object') copy[name] = present(state, inner, below);
    else if (!(name in copy) || inner === undefined)
      throw new ApiError(400, `This property cannot be expanded (${name}).`, { param: 'expand' });
  }
  return copy;
}

const pageMax = 100;

/** One page, newest first, as `limit`, `starting_after` and `ending_before` say. */
export function listOf<T extends Thing>(
  url: string,
  oldestFirst: T[],
  query: { limit?: string; starting_after?: string; ending_before?: string },
): List<T> {
  const all = oldestFirst.toReversed();
  const limit = query.limit === undefined ? 10 : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > pageMax)
    throw new ApiError(400, `Invalid integer: ${query.limit}`, { param: 'limit' });
  const cursor = query.starting_after ?? query.ending_before;
  const place = cursor === undefined ? -1 : all.findIndex(({ id }) => id === cursor);
  if (cursor !== undefined && place < 0) throw missing('object', cursor, 'starting_after');
  const rest = query.ending_before === undefined ? all.slice(place + 1) : all.slice(0, place);
  const data = query.ending_before === undefined ? rest.slice(0, limit) : rest.slice(-limit);
  return { object: 'list', url, has_more: rest.length > data.length, data };
}
