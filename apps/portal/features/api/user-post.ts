/** The frame of every POST of a signed-in page: same origin, a live session, a body of the right shape and size. */
import { core } from 'zod';
import { env } from '../../env.ts';
import { readLimited } from '../gateway/read-limited.ts';
import { currentUser, type CurrentUser } from '../auth/current-user.ts';
import { isOwnOrigin } from './own-origin.ts';

/** What a refused request gets, beside the refusals of the route itself. */
export type RequestRefusal = 'foreign_origin' | 'signed_out' | 'too_large' | 'bad_request';

/** enough for 100,000 characters of four bytes, escaped */
const bodyBytesMax = 1_000_000;

/** `handle` answers the JSON and its status; expected refusals are answers too. */
export function userPost<T>(
  shape: core.$ZodType<T>,
  handle: (user: CurrentUser, body: T) => Promise<{ status: number; body: unknown }>,
  /** who sends it; another way where thousands ask at once */
  userOf: (request: Request) => Promise<CurrentUser | null> = () => currentUser(),
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { headers } = request;
    if (!isOwnOrigin(headers.get('origin'), headers.get('host'), env().origin))
      return refuse(403, 'foreign_origin');
    const user = await userOf(request);
    if (!user) return refuse(401, 'signed_out');
    const text = await readText(request);
    if (text === null) return refuse(413, 'too_large');
    const body = core.safeParse(shape, parseJson(text));
    if (!body.success) return refuse(400, 'bad_request');
    const answer = await handle(user, body.data);
    return Response.json(answer.body, { status: answer.status });
  };
}

/** Null when it is too large; no more of it was read then, whether its length was told or not. */
async function readText(request: Request): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytesMax) return null;
  try {
    return await readLimited(request, bodyBytesMax);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function refuse(status: number, reason: RequestRefusal): Response {
  return Response.json({ ok: false, reason, detail: '' }, { status });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
