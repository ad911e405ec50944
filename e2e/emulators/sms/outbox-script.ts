/** Keeps the outbox page fresh and copies codes. Runs in the browser. */
export const outboxScript = String.raw`
const list = document.getElementById('outbox');
const status = document.getElementById('copied');
async function refresh() {
  const response = await fetch('/outbox/list' + location.search);
  if (response.ok) list.innerHTML = await response.text();
}
const events = new EventSource('/outbox/events');
events.addEventListener('sent', refresh);
// After a lost connection the page may have missed codes.
events.addEventListener('ready', refresh);
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = '已复制 Copied';
    status.textContent = '已复制 Copied ' + button.dataset.copy;
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector('.code'));
  }
});
`;
