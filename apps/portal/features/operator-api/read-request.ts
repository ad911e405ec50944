import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { problem, type Problem } from './problem.ts';

/** Below what Next cuts a body off at, since what is cut off would only look like wrong JSON. */
const bodyBytesMax = 10_000_000;

export interface RequestParts {
  params: unknown;
  query: unknown;
  body: unknown;
}

/** The body as text, never more of it than is allowed. */
export async function readBody(request: Request): Promise<string | Problem> {
  const tooLarge = problem('too_large', { bytesMax: bodyBytesMax });
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytesMax) return tooLarge;
  if (!request.body) return '';
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of request.body) {
    bytes += piece.byteLength;
    if (bytes > bodyBytesMax) return tooLarge;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Path, query and body by the endpoint's shapes; a name that no shape knows is wrong too, since it may be a typing error. */
export function parseRequest(
  { params, query, body }: Pick<Endpoint, 'params' | 'query' | 'body'>,
  given: { params: unknown; url: URL; text: string },
): RequestParts | Problem {
  const json = parseJson(given.text);
  if (json === undefined)
    return problem('invalid_request', {
      wrong: [{ in: 'body', message: 'no JSON, or signs that no database stores' }],
    });
  const texts = [...given.url.searchParams.values()];
  if (!texts.every(isStorable))
    return problem('invalid_request', { wrong: [{ in: 'query', message: 'signs that no database stores' }] });
  const read = {
    path: strict(params).safeParse(given.params),
    query: strict(query).safeParse(Object.fromEntries(given.url.searchParams)),
    body: strict(body).safeParse(json),
  };
  const wrong = Object.entries(read).flatMap(([place, { error }]) =>
    (error?.issues ?? []).map(({ path, message }) => ({ in: place, name: path.join('.'), message })),
  );
  // a thing whose id is none is not there
  if (read.path.error) return problem('not_found');
  if (wrong.length > 0) return problem('invalid_request', { wrong: wrong.slice(0, 50) });
  return { params: read.path.data, query: read.query.data, body: read.body.data };
}

const strict = (shape: z.ZodType): z.ZodType => (shape instanceof z.ZodObject ? shape.strict() : shape);

/** Undefined for what is no JSON; an empty body is an empty object. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text, storable) ?? null;
  } catch {
    return undefined;
  }
}

/** NUL and halves of characters. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

function storable(_name: string, value: unknown): unknown {
  if (typeof value === 'string' && !isStorable(value)) throw new TypeError('not storable');
  return value;
}
