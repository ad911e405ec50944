/** How a group's own robot knows that a message comes from who has its secret. */
import { createHmac } from 'node:crypto';

/** DingTalk's `sign`, base64, good for an hour. @param at ms since epoch, sent as `timestamp` */
export const dingtalkSignature = (secret: string, at: number): string => hmac(secret, `${at}\n${secret}`);

/** Feishu's `sign`, base64: the text is the key, and nothing is signed. @param seconds since epoch, sent as `timestamp` */
export const feishuSignature = (secret: string, seconds: number): string => hmac(`${seconds}\n${secret}`, '');

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');
