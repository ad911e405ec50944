/** Everything the set-up page shows, as plain JSON. Never a secret: of keys and app secrets only the time they were saved. */
import { appNow } from '@rockpool/db/clock';
import type { Db } from '@rockpool/db/client';
import { ChannelStatus, type GatewayStatus, type PairingRequest } from '@rockpool/gateway/control';
import { z } from 'zod';
import { brandOf, type Brand } from '../feishu/hosts.ts';
import { detailForOwner } from '../instances/detail-for-owner.ts';
import { ModelForm, type ModelFormat } from '../model-check/model-form.ts';
import { speechView, type SpeechView } from '../speech/speech-view.ts';
import { checklist, type Step } from './checklist.ts';
import { qrOf, type Qr } from './qr.ts';
import { readRefusal } from './refusal.ts';

export type ScanView = {
  id: string;
  state: string;
  /** why it failed, a closed word or the vendor's */
  detail: string;
  brand: Brand;
  /** there while it is waiting; `url` is what the QR says, for people who read this on the phone itself */
  code: { qr: Qr; url: string } | null;
  expiresAt: string;
  /** Feishu has not answered for a moment */
  isTroubled: boolean;
};

export type BotView = {
  appId: string;
  name: string;
  brand: Brand;
  origin: string;
  ownerKnown: boolean;
  acceptedAt: string | null;
};
export type ModelView = {
  preset: string;
  format: ModelFormat;
  baseUrl: string;
  model: string;
  acceptedAt: string;
};
export type PairingView = {
  code: string;
  senderName: string;
  senderId: string;
  at: string;
  expiresAt: string;
};

export type SetUpSnapshot = {
  /** the service's time */
  now: string;
  phase: string;
  model: ModelView | null;
  speech: SpeechView | null;
  scan: ScanView | null;
  bot: BotView | null;
  steps: Step[];
  /** the owner's own message was answered */
  ready: boolean;
  pairings: PairingView[];
};

/** What the gateway says at this moment; null while it does not answer. */
export type Live = { status: GatewayStatus; pairings: PairingRequest[] } | null;

const ChannelStatusList = z.array(ChannelStatus);

/** null when the user has no instance. */
export async function loadSnapshot(db: Db, userId: string, live: Live): Promise<SetUpSnapshot | null> {
  const [instance, now] = await Promise.all([
    db.instance.findUnique({
      where: { userId },
      include: {
        model: true,
        speech: true,
        channels: { where: { channel: 'feishu' } },
        scans: { where: { channel: 'feishu' }, orderBy: { createdAt: 'desc' }, take: 1 },
      },
    }),
    appNow(db),
  ]);
  if (!instance) return null;
  const bot = instance.channels[0];
  const scan = instance.scans[0];
  const { model, speech } = instance;

  const stored = ChannelStatusList.safeParse(instance.channelStatus);
  const reported = live?.status.channels ?? (stored.success ? stored.data : []);
  const pairings = live?.pairings.filter((request) => request.channel === 'feishu') ?? [];
  const { steps, ready } = checklist({
    phase: instance.phase,
    phaseDetail: detailForOwner(instance),
    settingsApplied: instance.specVersionSeen >= instance.specVersion,
    modelAccepted: model !== null,
    scan: scan ? { state: scan.state, detail: scan.detail } : null,
    bot: bot
      ? { accepted: bot.acceptedAt !== null, ownerId: bot.ownerId, refusal: readRefusal(bot.refusal) }
      : null,
    channel: bot
      ? (reported.find((status) => status.channel === 'feishu' && status.appId === bot.appId) ?? null)
      : null,
    pairings: pairings.length,
  });

  return {
    now: now.toISOString(),
    phase: instance.phase,
    model: model && {
      preset: model.preset,
      format: ModelForm.shape.format.catch('openai-completions').parse(model.format),
      baseUrl: model.baseUrl,
      model: model.model,
      acceptedAt: model.acceptedAt.toISOString(),
    },
    speech: speechView(speech, model),
    scan: scan
      ? {
          id: scan.id,
          state: scan.state,
          detail: scan.detail,
          brand: brandOf(scan.brand),
          code: scan.state === 'waiting' ? { qr: qrOf(scan.qrUrl), url: scan.qrUrl } : null,
          expiresAt: scan.expiresAt.toISOString(),
          isTroubled: scan.troubleSince !== null,
        }
      : null,
    bot: bot
      ? {
          appId: bot.appId,
          name: bot.botName ?? '',
          brand: brandOf(bot.brand),
          origin: bot.origin,
          ownerKnown: bot.ownerId !== null,
          acceptedAt: bot.acceptedAt?.toISOString() ?? null,
        }
      : null,
    steps,
    ready,
    pairings: pairings.map(({ code, senderName, senderId, at, expiresAt }) => ({
      code,
      senderName,
      senderId,
      at,
      expiresAt,
    })),
  };
}
