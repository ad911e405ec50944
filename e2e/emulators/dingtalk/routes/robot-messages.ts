import { Hono } from 'hono';
import { refusals } from '../answers.ts';
import { robotContent } from '../content.ts';
import type { Platform } from '../platform.ts';
import { post } from '../posting.ts';
import { newId } from '../state.ts';
import { bodyOf, callingApp, needPermission, needRobot } from './access.ts';

const usersMax = 20;

/** What a robot sends of its own accord, marks on people's messages, and files that came with them. */
export function robotRoutes(platform: Platform): Hono {
  const { state } = platform;
  const routes = new Hono();
  /** process query key → the messages it made */
  const sent = new Map<string, string[]>();

  routes.post('/oToMessages/batchSend', async (context) => {
    const app = callingApp(platform, context);
    needPermission(app, 'qyapi_robot_sendmsg');
    const { robotCode, userIds, msgKey, msgParam } = await bodyOf(context);
    needRobot(app, robotCode);
    if (!Array.isArray(userIds) || userIds.length === 0) throw refusals.noUsers();
    if (userIds.length > usersMax) throw refusals.tooManyUsers();
    const { type, content } = robotContent(msgKey, msgParam);
    const processQueryKey = newId('pqk');
    const invalidStaffIdList: string[] = [];
    const made: string[] = [];
    for (const staffId of userIds.map(String)) {
      const person = state.people.get(staffId);
      if (!person || person.staffId === '') {
        invalidStaffIdList.push(staffId);
        continue;
      }
      const conversationId = state.privateConversation(app, person).id;
      const sender = { kind: 'app', clientId: app.clientId } as const;
      made.push(post(platform, { conversationId, sender, way: 'proactive', type, content }).id);
    }
    sent.set(processQueryKey, made);
    return context.json({
      processQueryKey,
      invalidStaffIdList,
      flowControlledStaffIdList: [],
      filteredStaffIdList: [],
    });
  });

  routes.post('/groupMessages/send', async (context) => {
    const app = callingApp(platform, context);
    needPermission(app, 'qyapi_robot_sendmsg');
    const { robotCode, openConversationId, msgKey, msgParam } = await bodyOf(context);
    needRobot(app, robotCode);
    const conversation = state.conversations.get(String(openConversationId));
    if (conversation?.kind !== 'group' || !conversation.clientIds.has(app.clientId))
      throw refusals.conversation();
    const sender = { kind: 'app', clientId: app.clientId } as const;
    const message = post(platform, {
      conversationId: conversation.id,
      sender,
      way: 'proactive',
      ...robotContent(msgKey, msgParam),
    });
    const processQueryKey = newId('pqk');
    sent.set(processQueryKey, [message.id]);
    return context.json({ processQueryKey });
  });

  for (const path of ['/otoMessages/batchRecall', '/groupMessages/recall']) {
    routes.post(path, async (context) => {
      const app = callingApp(platform, context);
      const { robotCode, processQueryKeys } = await bodyOf(context);
      needRobot(app, robotCode);
      const keys = Array.isArray(processQueryKeys) ? processQueryKeys.map(String) : [];
      const ids = new Set(keys.flatMap((key) => sent.get(key) ?? []));
      for (const message of state.messages) if (ids.has(message.id)) message.recalled = true;
      platform.messageChanged();
      return context.json({ successResult: keys.filter((key) => sent.has(key)), failedResult: {} });
    });
  }

  for (const [path, isAdded] of [
    ['/emotion/reply', true],
    ['/emotion/recall', false],
  ] as const) {
    routes.post(path, async (context) => {
      const app = callingApp(platform, context);
      const { robotCode, openMsgId, openConversationId, emotionName } = await bodyOf(context);
      needRobot(app, robotCode);
      const message = state.messages.find(
        ({ id, conversationId }) => id === openMsgId && conversationId === openConversationId,
      );
      if (!message || typeof emotionName !== 'string') throw refusals.param('openMsgId is invalid');
      if (isAdded) message.emotions.add(emotionName);
      else message.emotions.delete(emotionName);
      platform.messageChanged();
      return context.json({ success: true });
    });
  }

  routes.post('/messageFiles/download', async (context) => {
    const app = callingApp(platform, context);
    const { robotCode, downloadCode } = await bodyOf(context);
    needRobot(app, robotCode);
    const mediaId = state.downloadCodes.get(String(downloadCode));
    if (mediaId === undefined) throw refusals.downloadCode();
    const key = newId('d');
    state.downloads.set(key, { mediaId, until: platform.bench.clock.now() + 60_000 });
    return context.json({ downloadUrl: `${platform.url()}/files/${key}` });
  });
  return routes;
}
