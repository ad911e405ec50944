import type { ChatMemory } from './channel.ts';

/** The settings of one DingTalk robot, as the configuration gives them to the channel. Plain data. */
export type DingtalkAccount = {
  /** name of the account in the configuration, `default` when there is only one */
  accountId: string;
  /** the client id, which is also the robot's code */
  appId: string;
  clientSecret: string;
  /** without a trailing slash: `https://api.dingtalk.com`, and for uploads and webhooks `https://oapi.dingtalk.com` */
  apiUrl: string;
  openUrl: string;
  /** language of what the channel itself says */
  locale: 'zh' | 'en';
  /** template of the card in which an answer grows; null: answers come in one piece */
  cardTemplateId: string | null;
  /** name of the template's variable that takes the text */
  cardTemplateKey: string;
  /** a mark on the message that is being worked on; costs two calls of the organisation's monthly quota */
  typingMark: boolean;
  /** what is one conversation; `channel`: as the gateway's `session.dmScope` says */
  sessions: { direct: 'channel' | 'user'; group: 'group' | 'group_sender' | 'user' };
  /** null: as in every channel */
  memory: ChatMemory | null;
  /** sent once to the owner when the robot is first connected; null sends nothing */
  greeting: string | null;
  /** staff id of the owner as the configuration knows it; null until one is known. Do not use it for access decisions. */
  ownerId: string | null;
};
