import { Hono } from 'hono';
import { ownPagesOnly } from '../../core/control.ts';
import { pageHeaders } from '../../core/page.ts';
import { grantsOf } from '../addons.ts';
import { people } from '../entities.ts';
import { openRegistration, readLauncherUrl } from '../launcher.ts';
import type { Platform } from '../platform.ts';
import type { UserSide } from '../user-side.ts';
import { approvedPage, launcherPage, refusedPage } from './launcher-page.ts';

/** The page behind the QR. Opening it counts as a scan. */
export function launcherRoutes(platform: Platform, user: UserSide): Hono {
  const routes = new Hono();
  const { state } = platform;
  routes.use(ownPagesOnly);

  routes.get('/page/launcher', (context) => {
    const url = new URL(context.req.url);
    const { userCode, choice } = readLauncherUrl(url);
    const registration = openRegistration(platform, userCode);
    if (typeof registration === 'string') {
      return context.html(
        refusedPage(registration),
        registration === 'unknown_code' ? 404 : 410,
        pageHeaders,
      );
    }
    const isUpdate = Boolean(choice.clientId) && !choice.createOnly;
    const updates = isUpdate ? state.apps.get(choice.clientId ?? '') : undefined;
    if (isUpdate && !updates) return context.html(refusedPage('unknown_app'), 404, pageHeaders);
    user.scan(userCode);
    const page = launcherPage({
      userCode,
      choice,
      query: url.searchParams.toString(),
      grants: grantsOf(choice.addons),
      addons: choice.addons,
      updates,
    });
    return context.html(page, 200, pageHeaders);
  });

  routes.post('/page/launcher', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const { userCode, choice } = readLauncherUrl(new URL(context.req.url));
    if (form.get('answer') !== 'approve') {
      const refusal = user.deny(userCode);
      return context.html(refusedPage(refusal ?? 'denied'), refusal ? 409 : 200, pageHeaders);
    }
    const personId = form.get('personId') ?? people[0]!.id;
    const name = form.get('name') ?? choice.name;
    const result = await user.approve(userCode, { ...choice, personId, ...(name && { name }) });
    if (!result.ok) return context.html(refusedPage(result.reason), 409, pageHeaders);
    const chat = state.privateChat(result.app, personId);
    return context.html(approvedPage(result.app, chat.chatId, personId), 200, pageHeaders);
  });
  return routes;
}
