// One call of a BlueBubbles server: `node call.mjs METHOD PATH [JSON]`.
const [method = 'GET', path = 'ping', body] = process.argv.slice(2);
const [place, query = ''] = path.replace(/^\/?(api\/v1\/)?/, '').split('?');
// a chat's guid has semicolons and a plus in it
const url = new URL(
  `/api/v1/${place.split('/').map(encodeURIComponent).join('/')}`,
  process.env.BLUEBUBBLES_URL,
);
url.search = query;
url.searchParams.set('password', process.env.BLUEBUBBLES_PASSWORD ?? '');
const response = await fetch(url, {
  method,
  headers: { 'content-type': 'application/json' },
  body,
  signal: AbortSignal.timeout(60_000),
});
console.log(await response.text());
if (!response.ok) process.exit(1);
