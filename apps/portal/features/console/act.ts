/** The frame of every server action of the console. */
import type { Actor } from '@rockpool/db/audit/write';
import type { Permission } from '@rockpool/db/domain/roles';
import { core } from 'zod';
import { log } from '../../log.ts';
import { actorOf, requireStaff } from './current-staff.ts';
import { isOwnRequest } from './own-request.ts';

/** What a form shows after its action: `wrong` names the fields whose values cannot be. */
export type ActState<T> =
  | { kind: 'wrong'; fields: string[] }
  /** the service failed; nothing was changed, and what was typed is kept by the form */
  | { kind: 'unavailable' }
  | { kind: 'answer'; answer: T }
  | null;

/**
 * A server action for `useActionState`: the staff member's right, the request's origin, the form's fields, then `work`. Redirects inside
 * `work` are not caught.
 */
export async function act<Shape, T>(
  permission: Permission,
  shape: core.$ZodType<Shape>,
  form: FormData,
  work: (actor: Actor, input: Shape) => Promise<T>,
): Promise<ActState<T>> {
  const actor = await actorOf(await requireStaff(permission));
  if (!(await isOwnRequest())) return { kind: 'unavailable' };
  const input = core.safeParse(shape, Object.fromEntries(form));
  if (!input.success)
    return { kind: 'wrong', fields: input.error.issues.map((issue) => issue.path.map(String).join('.')) };
  try {
    return { kind: 'answer', answer: await work(actor, input.data) };
  } catch (error) {
    if (isNavigation(error)) throw error;
    log().error({ err: error, permission, actor: actor.id }, 'an action of the console failed');
    return { kind: 'unavailable' };
  }
}

/** Next redirects by throwing. */
const isNavigation = (error: unknown) =>
  typeof (error as { digest?: unknown }).digest === 'string' &&
  (error as { digest: string }).digest.startsWith('NEXT_');
