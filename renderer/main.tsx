import '@fontsource-variable/noto-sans-sc';
import '../resources/tokens.css';
import './base.css';
import { lazy, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from './client.ts';
import { createPinDesk } from './pin.ts';
import { startPressed } from './pressed.ts';
import { createLook } from './settings.ts';
import { openSocket } from './socket.ts';
import { createSound } from './sound.ts';
import { StallProvider, useTexts, useTopicState } from './stall.tsx';
import type { Stall } from './stall.tsx';
import { createTopicStore } from './store.ts';
import { createVoice } from './voice.ts';

const pages = {
  vendor: () => import('./vendor/VendorPage.tsx'),
  customer: () => import('./customer/CustomerPage.tsx'),
  bench: () => import('./bench/BenchPage.tsx'),
};

/** The first segment of the path says whose window this is: `/vendor/`, `/customer/`, `/bench/`. */
function roleOf(path: string): keyof typeof pages {
  const role = path.split('/').find((part) => part !== '');
  return role === 'customer' || role === 'bench' ? role : 'vendor';
}

function Waiting() {
  const texts = useTexts();
  return (
    <p className="waiting" role="status">
      {texts.common.connecting}
    </p>
  );
}

const role = roleOf(location.pathname);
// Asked for at once: it comes while the line to the core opens.
const page = pages[role]();
const Page = lazy(() => page);

function Window() {
  const known = useTopicState((state) => state.no >= 0);
  return known ? (
    <Suspense fallback={<Waiting />}>
      <Page />
    </Suspense>
  ) : (
    <Waiting />
  );
}

const topics = createTopicStore();
const look = createLook(document.documentElement, localStorage);
const socketUrl = (): string => {
  const url = new URL(`/${role}/ws`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
};
const pin = createPinDesk();
const client = createClient(
  window.pos ?? openSocket(socketUrl()),
  topics,
  () => crypto.randomUUID(),
  role === 'vendor' ? pin.ask : null,
);
const stall: Stall = {
  client,
  topics,
  look,
  sound: createSound(() => look.getState().sound),
  voice: createVoice(
    () => look.getState().voice,
    () => Date.now(),
    async (word) => (await import('./recordings.ts')).recordingUrl(word),
  ),
  pin,
};

const root = document.getElementById('root');
if (root === null) throw new Error('no root element');
startPressed(document);
createRoot(root).render(
  <StallProvider value={stall}>
    <Window />
  </StallProvider>,
);
