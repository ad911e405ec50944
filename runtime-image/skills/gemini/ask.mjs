// One question to Gemini's API: `node ask.mjs "question"`, or the question on standard input.
import { readFileSync } from 'node:fs';

const origin = process.env.GEMINI_BASE_URL ?? 'https://generativelanguage.googleapis.com';
const model = process.env.GEMINI_MODEL ?? 'gemini-2.5-flash';
const text = process.argv.slice(2).join(' ') || readFileSync(0, 'utf8');
const response = await fetch(`${origin}/v1beta/models/${encodeURIComponent(model)}:generateContent`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-goog-api-key': process.env.GEMINI_API_KEY ?? '' },
  body: JSON.stringify({ contents: [{ parts: [{ text }] }] }),
  signal: AbortSignal.timeout(110_000),
});
const answer = await response.json().catch(() => ({}));
if (!response.ok) {
  console.error(`Gemini answered ${response.status}: ${answer.error?.message ?? 'no reason given'}`);
  process.exit(1);
}
console.log((answer.candidates?.[0]?.content?.parts ?? []).map((part) => part.text ?? '').join(''));
