import { z } from 'zod';
import { refusals } from './answers.ts';

const At = z.object({
  atUserIds: z.array(z.string()).optional(),
  atMobiles: z.array(z.string()).optional(),
  isAtAll: z.boolean().optional(),
});
const text = z.string().min(1);
const Buttons = z.array(z.object({ title: text, actionURL: text })).min(1);

/** Bodies that the session webhook and a group's robot take. */
const WebhookBody = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: text }), at: At.optional() }),
  z.object({ msgtype: z.literal('markdown'), markdown: z.object({ title: text, text }), at: At.optional() }),
  z.object({
    msgtype: z.literal('link'),
    link: z.object({ title: text, text, messageUrl: text, picUrl: z.string().optional() }),
  }),
  z.object({
    msgtype: z.literal('actionCard'),
    actionCard: z.union([
      z.object({ title: text, text, singleTitle: text, singleURL: text }),
      z.object({ title: text, text, btns: Buttons, btnOrientation: z.string().optional() }),
    ]),
  }),
]);

/** `feedCard` besides, for a group's robot. */
const FeedCard = z.object({
  msgtype: z.literal('feedCard'),
  feedCard: z.object({ links: z.array(z.object({ title: text, messageURL: text, picURL: text })).min(1) }),
});

export type WebhookContent = { type: string; content: Record<string, unknown>; atUserIds: string[] };

/** Throws the platform's refusal for what it does not take. */
export function webhookContent(body: unknown, options: { feedCard: boolean }): WebhookContent {
  const parsed = WebhookBody.safeParse(body);
  if (parsed.success) {
    const { msgtype, ...rest } = parsed.data;
    const content = (rest as Record<string, unknown>)[msgtype] as Record<string, unknown>;
    const at = 'at' in parsed.data ? parsed.data.at : undefined;
    return { type: msgtype, content, atUserIds: at?.atUserIds ?? [] };
  }
  const feed = options.feedCard ? FeedCard.safeParse(body) : null;
  if (feed?.success) return { type: 'feedCard', content: feed.data.feedCard, atUserIds: [] };
  throw refusals.msgtype(z.prettifyError(parsed.error));
}

/** `msgParam` by `msgKey`. */
const params: Record<string, z.ZodType<Record<string, unknown>>> = {
  sampleText: z.object({ content: text }),
  sampleMarkdown: z.object({ title: text, text }),
  sampleImageMsg: z.object({ photoURL: text }),
  sampleAudio: z.object({ mediaId: text, duration: z.string() }),
  sampleFile: z.object({ mediaId: text, fileName: text, fileType: text }),
  sampleLink: z.object({ title: text, text, messageUrl: text, picUrl: z.string() }),
  sampleActionCard: z.object({ title: text, text, singleTitle: text, singleURL: text }),
};

export function robotContent(
  msgKey: unknown,
  msgParam: unknown,
): { type: string; content: Record<string, unknown> } {
  const schema = params[String(msgKey)];
  if (schema === undefined) throw refusals.msgKey();
  let value: unknown;
  try {
    // as text: an object is refused
    value = JSON.parse(msgParam as string);
  } catch {
    throw refusals.msgParam();
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refusals.msgParam();
  return { type: String(msgKey), content: parsed.data };
}
