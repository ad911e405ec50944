import { Hono } from 'hono';
import { ApiFailure, failures, success } from '../answers.ts';
import type { Brand, Reaction } from '../entities.ts';
import { newId, openIdOf } from '../ids.ts';
import type { Platform } from '../platform.ts';
import { authenticate, readJson, requireScope } from './authentication.ts';
import { findMessage, requireMember } from './messages.ts';

/** Emoji types are case-sensitive; these are the ones assistants use and a few common ones. */
export const emojiSigns: Readonly<Record<string, string>> = {
  Typing: '⌨️',
  OK: '👌',
  DONE: '✅',
  THUMBSUP: '👍',
  THANKS: '🙏',
  HEART: '❤️',
  SMILE: '🙂',
  THINKING: '🤔',
  OnIt: '🫡',
  Get: '👀',
  CrossMark: '❌',
  ERROR: '⚠️',
  EYES: '👀',
  FIRE: '🔥',
  PARTY: '🎉',
};

const writeScopes = ['im:message.reactions:write_only', 'im:message'];
const readScopes = ['im:message.reactions:read', 'im:message:readonly', 'im:message'];

export function reactionRoutes(platform: Platform, host: Brand): Hono {
  const routes = new Hono();

  routes.post('/im/v1/messages/:id/reactions', async (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, writeScopes);
    platform.limits.callApi(app.appId, 'react');
    const message = findMessage(platform, context.req.param('id'));
    if (message.withdrawn) throw failures.noMessage();
    requireMember(platform, app, message);
    const { reaction_type } = await readJson(context);
    const emojiType = (reaction_type as { emoji_type?: unknown } | undefined)?.emoji_type;
    if (typeof emojiType !== 'string' || !(emojiType in emojiSigns)) {
      throw new ApiFailure(231001, 'The reaction type is invalid.');
    }
    const reaction: Reaction = {
      reactionId: newId.reaction(),
      emojiType,
      by: { kind: 'app', id: app.appId },
      at: platform.bench.clock.now(),
    };
    message.reactions.push(reaction);
    platform.messageChanged(message.messageId);
    platform.state.changed();
    return success(context, reactionItem(app.appId, reaction));
  });

  routes.get('/im/v1/messages/:id/reactions', (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, readScopes);
    const message = findMessage(platform, context.req.param('id'));
    requireMember(platform, app, message);
    const wanted = context.req.query('reaction_type');
    const items = message.reactions
      .filter(({ emojiType }) => !wanted || emojiType === wanted)
      .map((reaction) => reactionItem(app.appId, reaction));
    return success(context, { items, has_more: false, page_token: '' });
  });

  routes.delete('/im/v1/messages/:id/reactions/:reactionId', (context) => {
    const app = authenticate(platform, context, host);
    requireScope(platform, app, writeScopes);
    const message = findMessage(platform, context.req.param('id'));
    const reaction = message.reactions.find(
      ({ reactionId, by }) => reactionId === context.req.param('reactionId') && by.id === app.appId,
    );
    if (!reaction) throw new ApiFailure(231010, 'The reaction does not exist.');
    message.reactions.splice(message.reactions.indexOf(reaction), 1);
    platform.messageChanged(message.messageId);
    platform.state.changed();
    return success(context, reactionItem(app.appId, reaction));
  });
  return routes;
}

function reactionItem(appId: string, reaction: Reaction): Record<string, unknown> {
  const isApp = reaction.by.kind === 'app';
  return {
    reaction_id: reaction.reactionId,
    operator: {
      operator_id: isApp ? reaction.by.id : openIdOf(appId, reaction.by.id),
      operator_type: isApp ? 'app' : 'user',
    },
    action_time: String(reaction.at),
    reaction_type: { emoji_type: reaction.emojiType },
  };
}
