// One tap accepts or signs off; a file is sent as it is. What is said stays over the page until the next act.
const words =
  document.documentElement.lang === 'en'
    ? {
        busy: 'Working…',
        answered: (status) => `The server answered ${status}`,
        accepted: 'Accepted; the stall has been told.',
        reason: 'Why the day is signed off (goes into the books):',
        signed: 'The day is signed off.',
        matched: 'Matched again.',
        noFile: 'Choose a file first.',
        nobody: 'Market console',
      }
    : {
        busy: '正在处理…',
        answered: (status) => `服务器答复 ${status}`,
        accepted: '已认可,已通知摊位。',
        reason: '签结的原因(写在账上):',
        signed: '这一天已签结。',
        matched: '已重新核对。',
        noFile: '请先选文件。',
        nobody: '市场后台',
      };
const said = document.getElementById('said');
const actor = document.getElementById('actor');
const KEPT = 'stall-pos-actor';
if (actor !== null) {
  actor.value = localStorage.getItem(KEPT) ?? '';
  actor.addEventListener('change', () => localStorage.setItem(KEPT, actor.value.trim()));
}

function tell(text, isWrong) {
  if (said === null) return;
  said.textContent = text;
  said.classList.toggle('wrong', isWrong);
  said.hidden = text === '';
}
const kept = sessionStorage.getItem('said');
sessionStorage.removeItem('said');
if (kept !== null) tell(kept, false);

const who = () => actor?.value.trim() || words.nobody;

async function ask(button, path, init, done) {
  button.disabled = true;
  tell(words.busy, false);
  try {
    const answer = await fetch(path, { method: 'POST', cache: 'no-store', ...init });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(body.text ?? words.answered(answer.status));
    sessionStorage.setItem('said', done(body));
    location.reload();
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error), true);
    button.disabled = false;
  }
}
const json = (body) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (button === null) return;
  const { accept, sign, day } = button.dataset;
  if (accept !== undefined)
    void ask(
      button,
      '/console/differences/accept',
      json({ id: accept, actor: who(), reason: '' }),
      () => words.accepted,
    );
  else if (sign !== undefined) {
    const reason = prompt(words.reason);
    if (reason !== null)
      void ask(
        button,
        '/console/differences/sign',
        json({ stall: sign, day, actor: who(), reason }),
        () => words.signed,
      );
  } else if (button.id === 'match') void ask(button, '/console/differences/match', json({}), () => words.matched);
  else if (button.id === 'send') {
    const file = document.getElementById('file').files[0];
    if (file === undefined) {
      tell(words.noFile, true);
      return;
    }
    const [channel, kind] = document.getElementById('source').value.split(' ');
    const query = new URLSearchParams({
      channel,
      kind,
      stall: document.getElementById('stall').value,
      day: document.getElementById('upload').dataset.day,
      name: file.name,
      actor: who(),
    });
    const init = { headers: { 'content-type': 'application/octet-stream' }, body: file };
    void ask(button, `/console/differences/bill?${query}`, init, ({ text }) => text);
  }
});
