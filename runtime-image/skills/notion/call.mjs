// One call of Notion's API: `node call.mjs METHOD PATH [JSON | @file]`.
import { readFileSync } from 'node:fs';

const [method = 'GET', path = '', given] = process.argv.slice(2);
const origin = process.env.NOTION_BASE_URL ?? 'https://api.notion.com';
const body = given?.startsWith('@') ? readFileSync(given.slice(1), 'utf8') : given;
const response = await fetch(`${origin}/v1/${path.replace(/^\/?(v1\/)?/, '')}`, {
  method,
  headers: {
    authorization: `Bearer ${process.env.NOTION_API_KEY}`,
    'notion-version': '2022-06-28',
    'content-type': 'application/json',
  },
  body,
  signal: AbortSignal.timeout(60_000),
});
console.log(await response.text());
if (!response.ok) process.exit(1);
