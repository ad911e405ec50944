/** Makes the phone live: server-sent events in, messages out. Runs in the browser. */
export const phoneScript = String.raw`
const phone = document.querySelector('.phone');
const me = phone.dataset.me;
const chatId = phone.dataset.chat;
const log = document.querySelector('.log');
const toast = document.querySelector('.toast');
const suffix = '?as=' + encodeURIComponent(me);

const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
const toEnd = () => { log.scrollTop = log.scrollHeight; };
let toastTimer;
function say(text) {
  toast.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { toast.textContent = ''; }, 4000);
}
async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ as: me, ...body }),
    });
    const answer = await response.json();
    if (!response.ok) say(answer.error);
    return response.ok ? answer : undefined;
  } catch {
    say('没有连上沙盒 The sandbox cannot be reached');
  }
}
async function refresh(selector, path) {
  const target = document.querySelector(selector);
  if (!target) return;
  const response = await fetch(path + suffix);
  if (response.ok) target.innerHTML = await response.text();
}

function showMessage({ chatId: where, messageId, html }) {
  if (!log || where !== chatId) return;
  const follow = atEnd();
  const holder = document.createElement('template');
  holder.innerHTML = html;
  const old = document.getElementById(messageId);
  if (old) old.replaceWith(holder.content);
  else log.append(holder.content);
  if (follow) toEnd();
}

let pending;
function refreshLists() {
  clearTimeout(pending);
  pending = setTimeout(() => {
    if (log) refresh('.bar h1', '/phone/chats/' + chatId + '/head');
    if (log) refresh('.members', '/phone/chats/' + chatId + '/members');
    refresh('.rows', '/phone/rows');
  }, 150);
}
const events = new EventSource('/phone/events');
events.addEventListener('message-changed', (event) => {
  showMessage(JSON.parse(event.data));
  if (!log) refreshLists();
});
events.addEventListener('apps', refreshLists);
let isFirst = true;
events.addEventListener('ready', async () => {
  // After a lost connection the page may have missed messages.
  if (!isFirst && log) await refresh('.log', '/phone/chats/' + chatId + '/messages').then(toEnd);
  if (!isFirst) refreshLists();
  isFirst = false;
});

document.querySelector('#as')?.addEventListener('change', (event) => {
  location.href = '/phone?as=' + encodeURIComponent(event.target.value);
});

if (log) {
  toEnd();
  const form = document.querySelector('.composer');
  const input = form.querySelector('textarea');
  const fit = () => { input.style.height = 'auto'; input.style.height = input.scrollHeight + 2 + 'px'; };
  input.addEventListener('input', fit);
  input.addEventListener('keydown', (event) => {
    // Enter that ends the composing of a Chinese word must not send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const text = input.value;
    if (text.trim() === '') return;
    input.value = '';
    fit();
    const sent = await post('/phone/chats/' + chatId + '/messages', { text });
    if (!sent && input.value === '') input.value = text;
    toEnd();
  });
  const picker = form.querySelector('input[type=file]');
  picker.addEventListener('change', async () => {
    const [file] = picker.files;
    picker.value = '';
    if (!file) return;
    try {
      const response = await fetch(
        '/phone/chats/' + chatId + '/files' + suffix + '&name=' + encodeURIComponent(file.name),
        { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file },
      );
      if (!response.ok) say((await response.json()).error);
      toEnd();
    } catch {
      say('没有连上沙盒 The sandbox cannot be reached');
    }
  });
  phone.addEventListener('click', async (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const messageId = button.closest('.message')?.id;
    if ('withdraw' in button.dataset) await post('/phone/messages/' + messageId + '/withdraw', {});
    else if (button.dataset.press) {
      const answer = await post('/phone/messages/' + messageId + '/press', { button: Number(button.dataset.press) });
      if (answer?.toast) say(answer.toast);
    } else if (button.dataset.mention) {
      input.value += '@' + button.dataset.mention + ' ';
      input.focus();
    } else if (button.dataset.member) {
      await post('/phone/chats/' + chatId + '/members', { appId: button.dataset.member, member: button.dataset.join === '1' });
    }
  });
}
`;
