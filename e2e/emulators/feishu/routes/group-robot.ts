import { Hono } from 'hono';
import { ApiFailure } from '../answers.ts';
import type { Message } from '../entities.ts';
import { robotRefusal } from '../group-robots.ts';
import { newId } from '../ids.ts';
import { readContent } from '../message-content.ts';
import type { Platform } from '../platform.ts';
import { readJson } from './authentication.ts';

const bodyBytesMax = 20 * 1024;

/** `POST /open-apis/bot/v2/hook/:id`. Errors come with HTTP 200 and a code in the body. */
export function groupRobotRoutes(platform: Platform): Hono {
  const routes = new Hono();
  const { state, bench, robots } = platform;

  routes.post('/bot/v2/hook/:id', async (context) => {
    const refuse = (code: number, msg: string): Response => context.json({ code, msg, data: {} });
    const robot = robots.find(context.req.param('id'));
    if (!robot) return refuse(19001, 'param invalid: incoming webhook access token invalid');
    const body = await readJson(context);
    const now = bench.clock.now();
    if (Buffer.byteLength(JSON.stringify(body)) > bodyBytesMax) return refuse(9499, 'Bad Request');
    const refusal = robotRefusal(robot, body, now);
    if (refusal) return refuse(refusal.code, refusal.msg);
    try {
      platform.limits.robot(robot.id);
    } catch {
      return refuse(11232, 'frequency limited psm[lark.oapi.app_platform_runtime]');
    }
    const { msg_type: msgType, content: given, card } = body;
    const content = JSON.stringify(msgType === 'interactive' ? card : given);
    try {
      readContent(msgType, content);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      return refuse(9499, `Bad Request: ${error.message}`);
    }
    const message: Message = {
      messageId: newId.message(),
      chatId: robot.chatId,
      sender: { kind: 'app', id: robot.id },
      msgType: msgType as string,
      content,
      createdAt: now,
      updatedAt: now,
      withdrawn: false,
      edits: 0,
      mentions: [],
      reactions: [],
    };
    state.addMessage(message);
    platform.messageChanged(message.messageId);
    return context.json({ StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' });
  });
  return routes;
}
