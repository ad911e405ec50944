import { Hono, type Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ApiError, listOf, missing, present } from '../answers.ts';
import type { Metadata } from '../entities/base.ts';
import type { Kind, Kinds } from '../entities/kinds.ts';
import { parseForm, type Form, type FormValue } from '../form.ts';
import type { Platform } from '../platform.ts';
import { newId } from '../state.ts';

/** The parameters of a call, wherever they came, and what the answer shall contain whole. */
export interface Call {
  form: Form;
  expand: string[];
}

export const text = (value: FormValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const isTrue = (value: FormValue | undefined): boolean | undefined =>
  value === undefined ? undefined : value === 'true';

export const inner = (value: FormValue | undefined): Form =>
  typeof value === 'object' && !Array.isArray(value) ? value : {};

export const many = (value: FormValue | undefined): FormValue[] => (Array.isArray(value) ? value : []);

export const metadataOf = (value: FormValue | undefined): Metadata =>
  Object.fromEntries(
    Object.entries(inner(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** A route's answer: a thing or a list, sent as the caller wants it expanded. */
export type Answer = (call: Call, id: string) => object;

export interface ApiRoutes {
  readonly app: Hono;
  get(path: string, answer: Answer): void;
  post(path: string, answer: Answer): void;
  delete(path: string, answer: Answer): void;
  /** `GET /v1/<name>` and `GET /v1/<name>/:id`. */
  resource<K extends Kind>(name: string, kind: K, filters: readonly (keyof Kinds[K] & string)[]): void;
}

/** The frame of every call: key, parameters, idempotency, request id, errors in the API's shape. */
export function createApi(platform: Platform, apiKey: string): ApiRoutes {
  const { state } = platform;
  const app = new Hono();

  const answerWith = (answer: Answer) => async (context: Context) => {
    const requestId = newId('req_').slice(0, 18);
    const headers = {
      'request-id': requestId,
      'stripe-version': context.req.header('stripe-version') ?? 'unset',
    };
    const send = (status: number, body: unknown, more: Record<string, string> = {}) =>
      context.json(body as object, status as ContentfulStatusCode, { ...headers, ...more });
    const method = context.req.method;
    const body = method === 'GET' ? new URL(context.req.url).search.slice(1) : await context.req.text();
    const key = method === 'POST' ? context.req.header('idempotency-key') : undefined;
    const known = key === undefined ? undefined : state.remembered.get(key);
    try {
      if (context.req.header('authorization') !== `Bearer ${apiKey}`)
        throw new ApiError(401, 'Invalid API Key provided.');
      if (known) {
        if (known.path !== context.req.path || known.body !== body)
          throw new ApiError(
            400,
            'Keys for idempotent requests can only be used with the same parameters they were first used with.',
            { type: 'idempotency_error' },
          );
        return send(known.status, known.answer, { 'idempotent-replayed': 'true' });
      }
      const form = parseForm(body);
      const expand = many(form['expand']).filter((each): each is string => typeof each === 'string');
      const result = present(state, answer({ form, expand }, context.req.param('id') ?? ''), expand);
      if (key !== undefined) {
        state.remembered.set(key, { path: context.req.path, body, status: 200, answer: result });
        state.changed();
      }
      return send(200, result);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { fields, message, status } = error;
      return send(status, { error: { ...fields, message, request_log_url: '' } });
    }
  };

  const routes: ApiRoutes = {
    app,
    get: (path, answer) => void app.get(path, answerWith(answer)),
    post: (path, answer) => void app.post(path, answerWith(answer)),
    delete: (path, answer) => void app.delete(path, answerWith(answer)),
    resource(name, kind, filters) {
      const word = kind.split('.').at(-1)!.replaceAll('_', ' ');
      routes.get(`/v1/${name}`, ({ form }) => {
        const wanted = filters.filter((filter) => text(form[filter]) !== undefined);
        const things = state
          .all(kind)
          .filter((thing) => wanted.every((filter) => String(thing[filter]) === form[filter]));
        const created = inner(form['created']);
        const since = Number(text(created['gte']) ?? -Infinity);
        return listOf(
          `/v1/${name}`,
          things.filter((thing) => thing.created >= since),
          pagingOf(form),
        );
      });
      routes.get(`/v1/${name}/:id`, (_, id) => state.get(kind, id) ?? fail(missing(word, id)));
    },
  };
  app.notFound((context) =>
    context.json(
      {
        error: {
          type: 'invalid_request_error',
          message: `Unrecognized request URL (${context.req.method}: ${context.req.path}).`,
        },
      },
      404,
    ),
  );
  return routes;
}

export const pagingOf = (form: Form) => ({
  ...(text(form['limit']) && { limit: text(form['limit'])! }),
  ...(text(form['starting_after']) && { starting_after: text(form['starting_after'])! }),
  ...(text(form['ending_before']) && { ending_before: text(form['ending_before'])! }),
});

export function fail(error: ApiError): never {
  throw error;
}
