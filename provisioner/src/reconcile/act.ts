import type { Driver, InstanceSpec } from '../drivers/driver.ts';
import type { MoveAction } from '../moves/moves.ts';
import type { Action } from './decision.ts';

/** How long a gateway may drain. A turn that is cut off is in its inbox and is answered after the next start. */
export const graceMs = 10_000;

/** Does it; every action may be repeated. Throws when the driver could not. */
export async function act(
  driver: Driver,
  action: Exclude<Action, MoveAction>,
  id: string,
  spec: InstanceSpec | null,
): Promise<void> {
  switch (action) {
    case 'nothing':
    case 'wait':
      return;
    case 'stop':
      return driver.stop(id, { graceMs });
    case 'destroy':
      return driver.destroy(id);
    case 'start':
    case 'rewrite':
    case 'restart':
      if (!spec) throw new Error('there is nothing to run');
      await driver.apply(spec, { graceMs });
  }
}
