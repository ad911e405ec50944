// One call of Slack's Web API: `node call.mjs METHOD [JSON | @file]`.
import { readFileSync } from 'node:fs';

const [method = 'auth.test', given = '{}'] = process.argv.slice(2);
const origin = process.env.SLACK_BASE_URL ?? 'https://slack.com';
const fields = JSON.parse(given.startsWith('@') ? readFileSync(given.slice(1), 'utf8') : given);
const texts = Object.entries(fields).map(([key, value]) => [
  key,
  typeof value === 'object' ? JSON.stringify(value) : String(value),
]);
// not every method reads JSON, all read forms
const response = await fetch(`${origin}/api/${method}`, {
  method: 'POST',
  headers: { authorization: `Bearer ${process.env.SLACK_BOT_TOKEN}` },
  body: new URLSearchParams(texts),
  signal: AbortSignal.timeout(60_000),
});
const answer = await response.text();
console.log(answer);
if (!response.ok || answer.includes('"ok":false')) process.exit(1);
