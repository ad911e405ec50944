import { raw } from 'hono/html';
import MarkdownIt from 'markdown-it';
import type { Html } from '../../core/page.ts';

// `html: false` escapes every tag in the text; links with script addresses are refused by the library itself.
const renderer = new MarkdownIt({ html: false, linkify: false, breaks: true });
const renderLink = renderer.renderer.rules['link_open'];
renderer.renderer.rules['link_open'] = (tokens, index, options, env, self) => {
  tokens[index]!.attrSet('target', '_blank');
  tokens[index]!.attrSet('rel', 'noreferrer noopener');
  return renderLink?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
};
// A card's picture is a key of the platform, never an address to load from.
renderer.disable('image');

const mention = /<at\s+(?:id|user_id)=["']?([\w-]+)["']?\s*>(?:([^<]*)<\/at>)?/g;

/** Plain text of Feishu's mention tags: `@Name`, or what `nameOf` knows about the id. */
export const withMentions = (text: string, nameOf: (openId: string) => string): string =>
  text.replace(mention, (_tag, id: string, name: string | undefined) => `@${name || nameOf(id)}`);

/** A card's markdown as HTML. */
export const markdown = (text: string, nameOf: (openId: string) => string): Html =>
  raw(renderer.render(withMentions(text, nameOf)));
