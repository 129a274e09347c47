// Fetches the figures anew; what is opened stays open. Without this script the page is right, only not fresh.
const words =
  document.documentElement.lang === 'en'
    ? { updated: 'Updated', away: 'The server does not answer; these figures are from before' }
    : { updated: '更新于', away: '连不上服务器,显示的是之前的数字' };
const main = document.getElementById('figures');
const fresh = document.getElementById('fresh');

async function refresh() {
  if (document.hidden || main === null || fresh === null) return;
  try {
    const answer = await fetch('/console/figures', { cache: 'no-store' });
    if (answer.status === 401) {
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html').body;
    for (const open of main.querySelectorAll('details[open]'))
      next.querySelector(`#${open.id}`)?.setAttribute('open', '');
    const focused = document.activeElement?.closest('details')?.id;
    main.replaceChildren(...next.childNodes);
    if (focused) document.querySelector(`#${focused} summary`)?.focus();
    fresh.textContent = `${words.updated} ${new Date().toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZone: 'Asia/Shanghai' })}`;
    fresh.classList.remove('stale');
  } catch {
    fresh.textContent = words.away;
    fresh.classList.add('stale');
  }
}

setInterval(() => void refresh(), 5000);
document.addEventListener('visibilitychange', () => void refresh());
