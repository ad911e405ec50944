import type { Actor } from '@rockpool/db/audit/write';
import type { Db } from '@rockpool/db/client';
import type { InvoiceRefundPort, RefundPort } from '@rockpool/db/operations/payments';
import type { Permission } from '@rockpool/db/domain/roles';
import type { KeyRing } from '@rockpool/db/secrets';
import { z } from 'zod';
import type { Problem } from './problem.ts';
import type { ProblemReason } from './problem-table.ts';

export interface ApiDeps {
  db: Db;
  keys: () => KeyRing;
  /** null when nothing is sold here */
  refunds: () => { refund: RefundPort; refundInvoice: InvoiceRefundPort } | null;
}

/** What a handler gets: everything parsed, the right checked. */
export interface Call<P, Q, B> {
  deps: ApiDeps;
  actor: Actor;
  params: P;
  query: Q;
  body: B;
  /** of the request's `Idempotency-Key`, bound to the token; empty for a GET */
  key: string;
  /** of `If-Match`; `any` = `*`; null where the endpoint has no versions */
  version: number | 'any' | null;
}

/** `version`: of the thing that is answered, told as its ETag. */
export interface Answered<A> {
  body: A;
  version?: number;
}

/**
 * One operation of the API as data: its route, its right and its shapes. From these come the routes' checks, the OpenAPI
 * document, the page for people and the tests.
 */
export interface Endpoint<P = unknown, Q = unknown, B = unknown, A = unknown> {
  /** `<noun>.<verb>`: the operation's id */
  id: string;
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** below /api/v1, as OpenAPI writes it: `/campaigns/{id}` */
  path: `/${string}`;
  permission: Permission;
  summary: { zh: string; en: string };
  params: z.ZodType<P>;
  query: z.ZodType<Q>;
  body: z.ZodType<B>;
  answer: { status: 200 | 201 | 202; shape: z.ZodType<unknown, A> };
  /** it needs `If-Match` */
  versioned: boolean;
  /** besides those of everywhere */
  refusals: readonly ProblemReason[];
  handle(call: Call<P, Q, B>): Promise<Answered<A> | Problem>;
}

const None = z.object({});
type None = z.output<typeof None>;

type Given<P, Q, B, A> = Omit<Endpoint<P, Q, B, A>, 'params' | 'query' | 'body' | 'versioned' | 'refusals'> &
  Partial<Pick<Endpoint<P, Q, B, A>, 'params' | 'query' | 'body' | 'versioned' | 'refusals'>>;

/** Fills in what an endpoint leaves out: no parameters, no body, no refusals of its own. */
export function endpoint<A, P = None, Q = None, B = None>(given: Given<P, Q, B, A>): Endpoint {
  const none = None as unknown;
  return {
    params: none,
    query: none,
    body: none,
    versioned: false,
    refusals: [],
    ...given,
  } as unknown as Endpoint;
}

/** A request that changes something has a body or is no GET. */
export const isChange = ({ method }: Pick<Endpoint, 'method'>): boolean => method !== 'GET';

export const hasFields = (shape: z.ZodType): boolean =>
  !(shape instanceof z.ZodObject) || Object.keys(shape.shape).length > 0;
