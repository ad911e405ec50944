import { html } from 'hono/html';
import type { Html } from '../../core/page.ts';
import { markdown } from './markdown.ts';

interface PostNode {
  tag?: string;
  text?: string;
  href?: string;
  user_id?: string;
  user_name?: string;
  image_key?: string;
}
interface PostBody {
  title?: string;
  content?: PostNode[][];
}

/** A post has its body at the top or under a language. */
function bodyOf(content: Record<string, unknown>): PostBody {
  if (Array.isArray(content['content'])) return content as PostBody;
  return (content['zh_cn'] ?? content['en_us'] ?? Object.values(content)[0] ?? {}) as PostBody;
}

/** Rich text as the phone shows it. */
export function postView(content: Record<string, unknown>, nameOf: (openId: string) => string): Html {
  const { title, content: lines = [] } = bodyOf(content);
  return html`<div class="post">
    ${title ? html`<h3>${title}</h3>` : ''}
    ${lines.map((line) => html`<div>${line.map((node) => nodeView(node, nameOf))}</div>`)}
  </div>`;
}

export function postText(content: Record<string, unknown>): string {
  const { title = '', content: lines = [] } = bodyOf(content);
  return [title, ...lines.flat().map((node) => node.text ?? '')].filter(Boolean).join(' ');
}

function nodeView(node: PostNode, nameOf: (openId: string) => string): Html {
  switch (node.tag) {
    case 'md':
      return html`<div class="markdown">${markdown(node.text ?? '', nameOf)}</div>`;
    case 'a':
      return isWebAddress(node.href)
        ? html`<a href="${node.href!}" target="_blank" rel="noreferrer noopener"
            >${node.text ?? node.href}</a
          >`
        : html`${node.text ?? ''}`;
    case 'at':
      return html`@${node.user_name || nameOf(node.user_id ?? '')}`;
    case 'img':
      return html`<img src="/phone/resources/${node.image_key ?? ''}" alt="图片 Image" />`;
    case 'code_block':
      return html`<pre><code>${node.text ?? ''}</code></pre>`;
    case 'hr':
      return html`<hr />`;
    default:
      return html`<span class="plain">${node.text ?? ''}</span>`;
  }
}

const isWebAddress = (href: string | undefined): boolean => /^https?:\/\//i.test(href ?? '');
