/** The calls of DingTalk's robot API. */
import * as z from 'zod/mini';
import { DingtalkApiError } from './api-error.ts';
import type { DingtalkClient } from './client.ts';

/** `param` travels as JSON text. */
export type RobotMessage = { key: string; param: Record<string, string> };

const ids = z.catch(z.array(z.string()), []);
const PersonAnswer = z.object({
  invalidStaffIdList: ids,
  flowControlledStaffIdList: ids,
  filteredStaffIdList: ids,
});
const Done = z.object({});
const DownloadAnswer = z.object({ downloadUrl: z.string() });

/** An HTTP 200 that names the person in one of its lists has delivered nothing. */
export async function sendToPerson(
  client: DingtalkClient,
  staffId: string,
  { key, param }: RobotMessage,
): Promise<void> {
  const answer = await client.call({
    method: 'POST',
    path: '/v1.0/robot/oToMessages/batchSend',
    body: {
      robotCode: client.robotCode,
      userIds: [staffId],
      msgKey: key,
      msgParam: JSON.stringify(param),
    },
    answer: PersonAnswer,
    patienceMs: client.deliverMs,
  });
  if (answer.invalidStaffIdList.includes(staffId))
    throw new DingtalkApiError('invalidStaffId', 'the staff id is not valid');
  if (answer.filteredStaffIdList.includes(staffId))
    throw new DingtalkApiError('filteredStaffId', 'the person was left out');
  if (answer.flowControlledStaffIdList.includes(staffId))
    throw new DingtalkApiError(
      'Forbidden.AccessDenied.QpsLimitForApi',
      'too many messages to this person',
      429,
    );
}

export async function sendToGroup(
  client: DingtalkClient,
  openConversationId: string,
  { key, param }: RobotMessage,
): Promise<void> {
  await client.call({
    method: 'POST',
    path: '/v1.0/robot/groupMessages/send',
    body: {
      robotCode: client.robotCode,
      openConversationId,
      msgKey: key,
      msgParam: JSON.stringify(param),
    },
    answer: Done,
    patienceMs: client.deliverMs,
  });
}

/** Where the file is for a short while. */
export async function downloadUrl(client: DingtalkClient, downloadCode: string): Promise<string> {
  const answer = await client.call({
    method: 'POST',
    path: '/v1.0/robot/messageFiles/download',
    body: { downloadCode, robotCode: client.robotCode },
    answer: DownloadAnswer,
    patienceMs: 5_000,
    repeatable: true,
  });
  return answer.downloadUrl;
}

/** Puts the mark of being worked on under a person's message, or takes it away. */
export async function setMark(
  client: DingtalkClient,
  to: { messageId: string; conversationId: string },
  name: string,
  isShown: boolean,
): Promise<void> {
  await client.call({
    method: 'POST',
    path: `/v1.0/robot/emotion/${isShown ? 'reply' : 'recall'}`,
    body: {
      robotCode: client.robotCode,
      openMsgId: to.messageId,
      openConversationId: to.conversationId,
      emotionType: 2,
      emotionName: name,
      // the platform's own grey bubble with any text in it
      textEmotion: { emotionId: '2659900', emotionName: name, text: name, backgroundId: 'im_bg_1' },
    },
    answer: Done,
    patienceMs: isShown ? 0 : 3_000,
    repeatable: true,
  });
}
