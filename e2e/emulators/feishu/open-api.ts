import { Hono } from 'hono';
import { ApiFailure } from './answers.ts';
import type { Brand } from './entities.ts';
import type { Platform } from './platform.ts';
import { accountsRoutes } from './routes/accounts.ts';
import { tokenRoutes } from './routes/authentication.ts';
import { cardRoutes } from './routes/cards.ts';
import { directoryRoutes } from './routes/directory.ts';
import { groupRobotRoutes } from './routes/group-robot.ts';
import { longConnectionRoutes } from './routes/long-connection.ts';
import { messageRoutes } from './routes/messages.ts';
import { reactionRoutes } from './routes/reactions.ts';
import { resourceRoutes } from './routes/resources.ts';

/** Everything one brand's hosts answer to programs: accounts, long connection, open API. */
export function brandRoutes(platform: Platform, host: Brand): Hono {
  const routes = new Hono();
  const { messageErrorStatus, cardErrorStatus } = platform.options;
  routes.onError((error, context) => {
    if (!(error instanceof ApiFailure)) throw error;
    const isCard = context.req.path.includes('/cardkit/');
    // Only business errors differ in transport; authentication and frequency errors keep their status.
    const isBusiness = error.status === 400 && error.code < 99991000;
    const status = isBusiness ? (isCard ? cardErrorStatus : messageErrorStatus) : error.status;
    return context.json({ code: error.code, msg: error.message, ...error.more }, status, error.headers);
  });
  routes.route('/', accountsRoutes(platform, host));
  routes.route('/', longConnectionRoutes(platform, host));
  const openApi = [
    tokenRoutes(platform, host),
    directoryRoutes(platform, host),
    messageRoutes(platform, host),
    reactionRoutes(platform, host),
    resourceRoutes(platform, host),
    cardRoutes(platform, host),
    groupRobotRoutes(platform),
  ];
  for (const part of openApi) routes.route('/open-apis', part);
  return routes;
}
