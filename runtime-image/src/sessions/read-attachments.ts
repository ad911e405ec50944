/** The attachments of the message whose turn begins, and the pictures that its model is shown. */
import { lookAt, type Look } from '../agent/describe-image.ts';
import type { AgentMessage, MessageImage } from '../agent/messages.ts';
import { dayIn } from '../local-time.ts';
import { ChannelRefusal, type Channel, type InboundMessage } from '../channels/channel.ts';
import { resolveModel, seeingTargets } from '../config/models.ts';
import { speechPage } from '../config/platform.ts';
import type { InboxEntry } from '../store/inbox.ts';
import type { StoredMessage } from '../store/stored-message.ts';
import { readImage } from '../tools/read-image.ts';
import { prepareAttachments } from './attachments.ts';
import { isByOwner } from './by-owner.ts';
import type { ConversationRoom } from './conversation.ts';
import type { AbortReason } from './abort-reason.ts';

const ownerBytesMax = 30 * 1024 * 1024;
/** whoever is let in may fill the owner's disk, but slowly */
const othersBytesMax = 10 * 1024 * 1024;
const describedCharsMax = 500;

type Room = Pick<
  ConversationRoom,
  'apiCalls' | 'channels' | 'config' | 'internal' | 'report' | 'transcripts' | 'streamModel' | 'now'
>;

export type AttachmentJob = { entry: InboxEntry; agentId: string; sessionKey: string; signal: AbortSignal };

/**
 * The job with its message read whole; the same object when nothing came with it, or when it was read before a crash. Throws only when
 * the process ends: the message is then read again at the next start.
 */
export async function withAttachments<Job extends AttachmentJob>(room: Room, job: Job): Promise<Job> {
  const { entry, agentId, sessionKey, signal } = job;
  const { message } = entry;
  const config = room.config();
  const agent = config.agents[agentId];
  if (message.attachments === undefined || message.attachments.length === 0) return job;
  if (entry.attempts > 0 || agent === undefined) return job;
  const chosen = room.transcripts.findSession(sessionKey)?.model ?? agent.models[0] ?? '';
  const targets = seeingTargets(config, agent.id);
  const seesItself = resolveModel(chosen, config.providers, config.aliases)?.model.sees === true;
  const day = dayIn(config.timeZone, room.now()).date;
  const look = (image: MessageImage): Promise<Look> => {
    const words = message.text.slice(0, describedCharsMax).toWellFormed();
    return lookAt({
      images: [image],
      question: `Describe this picture for somebody who wrote: ${words}`,
      targets,
      streamModel: room.streamModel,
      signal,
      spent: (reference, usage) => room.transcripts.addUsage(day, reference, usage),
    });
  };
  const read = await prepareAttachments(message, {
    channel: sourceOf(room, message),
    workspace: agent.workspace,
    day,
    look,
    signal,
    bytesMax: isByOwner(room, message) ? ownerBytesMax : othersBytesMax,
    hearing: config.speech.hearing,
    speechPage: config.platform && speechPage(config.platform.portalUrl),
    eyes: seesItself ? 'own' : config.imageModels.length > 0 ? 'others' : 'none',
  });
  if (signal.aborted && signal.reason === ('shutdown' satisfies AbortReason)) throw signal.reason;
  return { ...job, entry: { ...entry, message: { ...message, read } } };
}

/** An API caller sent its pictures with the question. */
function sourceOf({ apiCalls, channels }: Room, message: InboundMessage): Pick<Channel, 'fetch'> | null {
  const files = apiCalls.get(message.messageId)?.files;
  if (files === undefined) return channels.find(message.channel, message.accountId);
  return {
    fetch(_, { ref, name, mimeType }) {
      const bytes = files.get(ref);
      if (bytes === undefined) return Promise.reject(new ChannelRefusal('the caller did not send it'));
      return Promise.resolve({ name, mimeType, bytes });
    },
  };
}

/** Shows the pictures of a turn to its model, with the last words of its person. The pictures stay files: later turns read their names. */
export async function withImages(
  messages: AgentMessage[],
  turnRows: () => readonly StoredMessage[],
  of: { message: InboundMessage; workspace: string; resumed: boolean },
): Promise<AgentMessage[]> {
  const paths = of.resumed
    ? turnRows().flatMap(({ data }) => data?.images ?? [])
    : (of.message.read?.images ?? []);
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const words = messages[last];
  if (paths.length === 0 || words?.role !== 'user') return messages;
  const found = await Promise.all(paths.map((path) => readImage(of.workspace, path)));
  const images = found.flatMap((each) => (each.kind === 'image' ? [each.image] : []));
  return images.length === 0 ? messages : messages.with(last, { ...words, images });
}
