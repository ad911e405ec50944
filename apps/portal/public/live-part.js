// Keeps a page true while it is looked at: reads it again and puts the part marked `data-live` in place. Where the page could
// not be shown, loads it as soon as it can be. All the script there is.
const place = () => document.querySelector('[data-live]');
let shown = place()?.innerHTML;

async function look() {
  if (document.visibilityState !== 'visible') return;
  try {
    const response = await fetch(location.pathname, { headers: { accept: 'text/html' } });
    if (!response.ok) return;
    if (!place()) return location.reload();
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.querySelector('[data-live]')?.innerHTML;
    // nothing is touched while it stays the same, so focus and selection survive
    if (fresh === undefined || fresh === shown) return;
    shown = fresh;
    place().innerHTML = fresh;
  } catch {
    // offline: what is shown stays, the next look may succeed
  }
}

setInterval(look, 10_000);
document.addEventListener('visibilitychange', look);
