import { createElement, lazy, useEffect, useState } from 'react';
import { spoken } from '../../shared/voice.ts';
import { useStall, useTexts, useTopic } from '../stall.tsx';
import { createActions } from './actions.ts';
import { announcementOf } from './announce.ts';
import { capNewsOf } from './capped.ts';
import { Cart } from './Cart.tsx';
import { startKeyboard } from './keyboard.ts';
import { startScanner } from './scanner.ts';
import s from './layout.module.css';
import { startIndexing } from './panels/goodsIndex.ts';
import { loadPanel, panelOf, prefetchPanels } from './panels/loading.ts';
import { PinPanel } from './panels/PinPanel.tsx';
import { panels } from './panels/registry.ts';
import { Rail } from './Rail.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Strip } from './Strip.tsx';
import { Tiles } from './Tiles.tsx';
import tiles from './tiles.module.css';
import { createTouchGuard } from './touch.ts';
import { createVendorUi, useUi, VendorProvider } from './ui.ts';
import type { Vendor } from './ui.ts';
import { TrainingBar } from './TrainingBar.tsx';
import { Weigh } from './Weigh.tsx';

/** Loaded by the one till that needs it; the window says 连接中 until it is here. */
const FirstRun = lazy(() => import('./firstrun/FirstRun.tsx'));

/** The open sheet. */
function OpenPanel() {
  const panel = useUi((ui) => ui.panel);
  const Open = panel === null ? null : panelOf(panel.kind);
  return panel === null || Open === null ? null : createElement(Open, { panel });
}

/** The vendor's window: the first run once, and then the selling screen. */
export default function VendorPage() {
  const setup = useTopic('setup');
  return setup?.due === true ? <FirstRun setup={setup} /> : <Selling />;
}

/** The selling screen. */
function Selling() {
  const stall = useStall();
  const texts = useTexts();
  const mode = useTopic('status')?.mode;
  const [vendor] = useState((): Vendor => {
    const ui = createVendorUi();
    return { ui, act: createActions(stall, ui, { panelOf, loadPanel }), touch: createTouchGuard(ui, () => Date.now()) };
  });

  useEffect(() => {
    const { ui, act, touch } = vendor;
    // Before the keyboard: what a scanner types must not reach it.
    const stopScanner = startScanner((text) => void act.scan(text));
    const stopKeyboard = startKeyboard(stall, ui, act);
    const stopTouch = touch.start();
    const stopPrefetch = prefetchPanels();
    const stopIndexing = startIndexing(stall.topics);
    // A sheet makes way for a load once, when it has come to what can be sold: its first reading may be less, and what is opened over it stays.
    let hasYielded = (stall.topics.getState().topics.weighing?.state ?? 'ready') !== 'ready';
    const offTopics = stall.topics.subscribe(({ topics }, before) => {
      const { scan } = topics;
      const { scan: scanBefore } = before.topics;
      if (scan !== undefined && scanBefore !== undefined && scan.no > scanBefore.no && scan.outcome !== null)
        act.scanned(scan.outcome);
      const { paying } = topics;
      const news = paying?.news ?? null;
      if (news !== null && before.topics.paying !== undefined && news.no > (before.topics.paying.news?.no ?? 0))
        act.told(news);
      const capNews = capNewsOf(before.topics.carts, topics.carts);
      if (capNews !== null) act.capped(capNews);
      const said = announcementOf(before.topics, topics, Date.now());
      if (said !== null) void stall.voice.say(spoken(said.announcement), said.bornAt);
      const now = topics.weighing;
      const was = before.topics.weighing;
      if (now === undefined || was === undefined || now === was) return;
      if (now.state === 'taken' && was.state !== 'taken') stall.sound.play('ok');
      if (now.state === 'ready') hasYielded = false;
      else if (!hasYielded && (now.grossG ?? 0) >= now.minG) {
        hasYielded = true;
        const { panel } = ui.getState();
        if (panel !== null && panels[panel.kind].yields) act.close();
      }
      if (was.state === 'ready' && now.state !== 'ready') stall.pin.settle(false);
    });
    return () => {
      offTopics();
      stopPrefetch();
      stopIndexing();
      stopTouch();
      stopKeyboard();
      stopScanner();
      act.stop();
      stall.sound.stop();
      stall.voice.stop();
    };
  }, [stall, vendor]);

  return (
    <VendorProvider value={vendor}>
      <div className={s['vendor']} data-mode={mode}>
        <TrainingBar />
        <Rail />
        <main className={tiles['goods']}>
          <h1 className="sr">{texts.common.selling}</h1>
          <Tiles />
          <OpenPanel />
          <PinPanel />
        </main>
        <Strip />
        <aside className={s['till']}>
          <Weigh />
          <Cart />
        </aside>
        <StatusBar />
      </div>
    </VendorProvider>
  );
}
