/**
 * What comes with a message, made ready for its turn: each file is fetched and saved in the workspace, a picture is kept to be shown,
 * a voice message becomes words. What went wrong is said in its place, so that the model can tell it.
 */
import type { Look } from '../agent/describe-image.ts';
import { imageBytesMax, toMessageImage } from '../agent/images.ts';
import type { MessageImage } from '../agent/messages.ts';
import {
  ChannelRefusal,
  type Attachment,
  type Channel,
  type FetchedAttachment,
  type InboundMessage,
} from '../channels/channel.ts';
import type { Hearing } from '../config/speech.ts';
import { writeInside } from '../tools/write-inside.ts';
import { inboxPath, sizeInWords } from './attachment-name.ts';

/** What the model reads behind the words of a message, and paths of pictures in the workspace that it is shown. */
export type ReadAttachments = { lines: string[]; images: string[] };

export type AttachmentRules = {
  /** null: the message's channel is not open any more */
  channel: Pick<Channel, 'fetch'> | null;
  workspace: string;
  /** `YYYY-MM-DD` */
  day: string;
  /** largest file that is fetched */
  bytesMax: number;
  /** null: nobody configured who hears */
  hearing: Hearing | null;
  /** where its owner says who hears, when a platform runs this gateway and writes its files; null: nobody but the files' writer */
  speechPage: string | null;
  /** how pictures reach the model: it sees them itself, another model describes them, or not at all */
  eyes: 'own' | 'others' | 'none';
  look(image: MessageImage): Promise<Look>;
  signal: AbortSignal;
};

const attachmentsMax = 10;
/** more pictures than these would fill the memory, and cost much */
const shownMax = 4;
/** of all of them together */
const shownBytesMax = 8 * 1024 * 1024;

/** Never rejects; what an abort left undone is said like any other failure. */
export async function prepareAttachments(
  message: InboundMessage,
  rules: AttachmentRules,
): Promise<ReadAttachments> {
  const attachments = message.attachments ?? [];
  const lines: string[] = [];
  const shown: Shown = { paths: [], bytes: 0 };
  for (const [index, attachment] of attachments.slice(0, attachmentsMax).entries()) {
    const place = (file: Pick<Attachment, 'kind' | 'name' | 'mimeType'>): string =>
      inboxPath(rules.day, message.messageId, index, file);
    lines.push(await readOne(message, attachment, place, rules, shown));
  }
  const left = attachments.length - attachmentsMax;
  if (left > 0) lines.push(`[${left} more files were left out; ask for them in another message]`);
  return { lines, images: shown.paths };
}

type Shown = { paths: string[]; bytes: number };

async function readOne(
  message: InboundMessage,
  attachment: Attachment,
  placeFor: (file: Pick<Attachment, 'kind' | 'name' | 'mimeType'>) => string,
  rules: AttachmentRules,
  shown: Shown,
): Promise<string> {
  const { bytesMax, signal, channel, workspace } = rules;
  const said = `${attachment.kind} ${named(attachment.name)}`.trim();
  if (attachment.bytes !== null && attachment.bytes > bytesMax)
    return `[${said}: not fetched, ${sizeInWords(attachment.bytes)} is more than the limit of ${sizeInWords(bytesMax)}]`;
  let file: FetchedAttachment;
  try {
    if (channel === null) throw new ChannelRefusal('the channel is closed');
    file = await channel.fetch(message, attachment, { bytesMax, signal });
  } catch (error) {
    const reason = error instanceof ChannelRefusal ? error.message : 'the platform did not give it';
    return `[${said}: could not be fetched: ${oneLine(reason)}]`;
  }
  const path = placeFor({ ...file, kind: attachment.kind, name: file.name || attachment.name });
  const refusal = await writeInside(workspace, path, file.bytes).catch((error: Error) => error.message);
  const where = refusal === null ? path : `not saved: ${oneLine(refusal)}`;
  const size = sizeInWords(file.bytes.length);
  if (attachment.kind === 'audio') return `[voice message ${where}${await heard(file, rules)}]`;
  const image = toMessageImage(file.bytes);
  // a picture that is sent as a file is a picture, too
  if (image !== null)
    return `[image ${where}${await seen(image, refusal === null ? path : null, rules, shown)}]`;
  if (attachment.kind === 'image' && file.bytes.length > imageBytesMax)
    return `[image ${where}, ${size}: too large to be shown]`;
  return `[${attachment.kind} ${where}, ${size}]`;
}

async function seen(
  image: MessageImage,
  path: string | null,
  { eyes, look, signal }: AttachmentRules,
  shown: Shown,
): Promise<string> {
  if (eyes === 'none') return ', not shown: this model does not see';
  if (eyes === 'own') {
    const bytes = shown.bytes + Math.ceil(image.base64.length * 0.75);
    if (path === null || shown.paths.length >= shownMax || bytes > shownBytesMax)
      return ', not shown: there is no more room';
    shown.paths.push(path);
    shown.bytes = bytes;
    return '';
  }
  try {
    const told = await look(image);
    if (told.kind === 'seen') return `, which another model describes: ${clear(told.text)}`;
    return `, could not be looked at: ${told.failure.sentence.en}`;
  } catch (error) {
    if (signal.aborted) return ', not looked at: stopped';
    throw error;
  }
}

async function heard(
  file: FetchedAttachment,
  { hearing, speechPage, signal }: AttachmentRules,
): Promise<string> {
  if (hearing === null)
    return speechPage !== null
      ? `; it was not heard: speech recognition is not set up for this computer. Its owner can do so at ${speechPage}, until then the words have to be written`
      : '; it was not heard: whoever runs this has to set tools.media.audio (baseUrl, apiKey, model) in openclaw.json';
  const { transcribe } = await import('../speech/transcribe.ts');
  try {
    const transcript = await transcribe(file, hearing, signal);
    switch (transcript.kind) {
      case 'heard':
        return `, which says: ${clear(transcript.text)}`;
      case 'silent':
        return ', in which nobody speaks';
      case 'too_large':
        return `; it was not heard: more than ${sizeInWords(transcript.bytesMax)}`;
      case 'failed':
        return `; it was not heard: ${transcript.failure.sentence.en}`;
    }
  } catch (error) {
    if (signal.aborted) return '; it was not heard: stopped';
    throw error;
  }
}

/** What others wrote cannot close the bracket it stands in. */
const clear = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f[\]]/g, ' ')
    .trim();
const oneLine = (text: string): string => clear(text).replace(/\s+/g, ' ').slice(0, 300);
const named = (name: string): string => (name === '' ? '' : `"${oneLine(name).slice(0, 100)}"`);
