'use client';
import { cx } from 'class-variance-authority';
import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CodeBlock } from './code-block.tsx';
import { endLists } from './end-lists.ts';
import { TaskMark } from './task-mark.tsx';

/**
 * A model's text. HTML in it stays text, links open elsewhere and cannot run scripts, and pictures become links: loading one
 * would tell its server what the model was told to tell it.
 */
const components: Components = {
  a: ({ href, children }) => (
    <a
      href={href}
      target="_blank"
      rel="noreferrer nofollow"
      className="text-accent underline underline-offset-3"
    >
      {children}
    </a>
  ),
  img: ({ src, alt }) => (
    <a
      href={typeof src === 'string' ? src : undefined}
      target="_blank"
      rel="noreferrer nofollow"
      className="text-accent underline underline-offset-3"
    >
      {alt || String(src ?? '')}
    </a>
  ),
  // lines stay lines, as in the other places where these words are read
  p: ({ children }) => <p className="my-2 whitespace-pre-line first:mt-0 last:mb-0">{children}</p>,
  ul: ({ children, className }) => (
    <ul
      className={cx(
        'my-2 space-y-1',
        className?.includes('contains-task-list') ? 'list-none' : 'list-disc pl-5',
      )}
    >
      {children}
    </ul>
  ),
  input: ({ checked }) => <TaskMark isDone={checked === true} />,
  ol: ({ children, start }) => (
    <ol start={start} className="my-2 list-decimal space-y-1 pl-6">
      {children}
    </ol>
  ),
  h1: ({ children }) => <p className="mt-4 mb-2 text-lg font-semibold first:mt-0">{children}</p>,
  h2: ({ children }) => <p className="mt-4 mb-2 text-lg font-semibold first:mt-0">{children}</p>,
  h3: ({ children }) => <p className="mt-3 mb-1 font-semibold first:mt-0">{children}</p>,
  h4: ({ children }) => <p className="mt-3 mb-1 font-semibold first:mt-0">{children}</p>,
  blockquote: ({ children }) => (
    <blockquote className="my-2 border-l-2 border-line-strong pl-3 text-ink-2">{children}</blockquote>
  ),
  hr: () => <hr className="my-4 border-line" />,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  code: ({ children }) => (
    <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.9em]">{children}</code>
  ),
  table: ({ children }) => (
    <div tabIndex={0} className="my-2 overflow-x-auto">
      <table className="w-max min-w-full border-collapse text-sm">{children}</table>
    </div>
  ),
  th: ({ children }) => (
    <th className="border border-line bg-sunken px-2 py-1 text-left font-medium">{children}</th>
  ),
  td: ({ children }) => <td className="max-w-80 border border-line px-2 py-1 align-top">{children}</td>,
};
const plugins = [remarkGfm];

const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={plugins} components={components}>
      {endLists(text)}
    </ReactMarkdown>
  );
});

export default Markdown;
