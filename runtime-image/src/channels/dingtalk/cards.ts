/** The card API: a card from the organisation's template, into which an answer is streamed. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { DingtalkApiError } from './api-error.ts';
import type { DingtalkClient } from './client.ts';

/** A group by its conversation, a person by staff id. */
export type CardPlace = { group: string } | { staffId: string };

const CreateAnswer = z.object({
  result: z.object({
    deliverResults: z.array(z.object({ success: z.boolean(), errorMsg: z.catch(z.string(), '') })),
  }),
});
const Done = z.object({});

/** Creates and delivers in one call; the same `outTrackId` is the same card. A failed delivery hides in a 200. */
export async function createCard(
  client: DingtalkClient,
  place: CardPlace,
  card: { templateId: string; outTrackId: string; key: string },
): Promise<void> {
  const { robotCode } = client;
  const space =
    'group' in place
      ? {
          openSpaceId: `dtv1.card//IM_GROUP.${place.group}`,
          imGroupOpenSpaceModel: { supportForward: true },
          imGroupOpenDeliverModel: { robotCode },
        }
      : {
          openSpaceId: `dtv1.card//IM_ROBOT.${place.staffId}`,
          imRobotOpenSpaceModel: { supportForward: true },
          imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode },
        };
  const { result } = await client.call({
    method: 'POST',
    path: '/v1.0/card/instances/createAndDeliver',
    body: {
      cardTemplateId: card.templateId,
      outTrackId: card.outTrackId,
      callbackType: 'STREAM',
      // every value is text
      cardData: { cardParamMap: { [card.key]: '', flowStatus: '1' } },
      userIdType: 1,
      ...space,
    },
    answer: CreateAnswer,
    patienceMs: 5_000,
    repeatable: true,
  });
  const failed = result.deliverResults.find(({ success }) => !success);
  if (failed) throw new DingtalkApiError('cardNotDelivered', failed.errorMsg);
}

/** Replaces the card's text. The same `guid` is the same step. */
export async function streamCard(
  client: DingtalkClient,
  card: { outTrackId: string; key: string },
  content: string,
  { isFinal, guid = randomUUID() }: { isFinal: boolean; guid?: string },
): Promise<void> {
  await client.call({
    method: 'PUT',
    path: '/v1.0/card/streaming',
    body: {
      outTrackId: card.outTrackId,
      guid,
      key: card.key,
      content,
      isFull: true,
      isFinalize: isFinal,
      isError: false,
    },
    answer: Done,
    // who closes a card has to know of each attempt
    patienceMs: 0,
    repeatable: true,
  });
}

/** 3 finished, 5 failed */
export async function setCardStatus(
  client: DingtalkClient,
  outTrackId: string,
  flowStatus: '3' | '5',
): Promise<void> {
  await client.call({
    method: 'PUT',
    path: '/v1.0/card/instances',
    body: {
      outTrackId,
      cardData: { cardParamMap: { flowStatus } },
      cardUpdateOptions: { updateCardDataByKey: true },
    },
    answer: Done,
    patienceMs: 3_000,
    repeatable: true,
  });
}
