/** Goes on to the console from a page of our own, so that the browser sends the strict cookie. */
export function GET(request: Request): Response {
  const next = new URL(request.url).searchParams.has('factor') ? '/console/second-factor' : '/console';
  const html = `<!doctype html><meta charset="utf-8"><title>Rockpool</title><meta http-equiv="refresh" content="0;url=${next}"><a href="${next}">Rockpool</a>\n`;
  return new Response(html, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}
