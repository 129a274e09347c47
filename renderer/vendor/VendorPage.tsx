import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useStall, useTexts, useTopic } from '../stall.tsx';
import { createActions } from './actions.ts';
import { Cart } from './Cart.tsx';
import { startKeyboard } from './keyboard.ts';
import { startScanner } from './scanner.ts';
import s from './layout.module.css';
import { AgreePanel } from './panels/AgreePanel.tsx';
import { FindPanel } from './panels/FindPanel.tsx';
import { MenuPanel } from './panels/MenuPanel.tsx';
import { PinPanel } from './panels/PinPanel.tsx';
import { MorePanel } from './panels/MorePanel.tsx';
import { PickupPanel } from './panels/PickupPanel.tsx';
import { PortionPanel } from './panels/PortionPanel.tsx';
import { PricePanel } from './panels/PricePanel.tsx';
import { Rail } from './Rail.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Strip } from './Strip.tsx';
import { Tiles } from './Tiles.tsx';
import tiles from './tiles.module.css';
import { startTouchGuard } from './touch.ts';
import { createVendorUi, useUi, VendorProvider } from './ui.ts';
import type { Panel, Vendor } from './ui.ts';
import { TrainingBar } from './TrainingBar.tsx';
import { Weigh } from './Weigh.tsx';

/** Back office: loaded when it is opened, so that the selling screen carries none of it. */
const FirstRun = lazy(() => import('./firstrun/FirstRun.tsx'));
const CorrectPanel = lazy(() => import('./after/CorrectPanel.tsx'));
const EarningsPanel = lazy(() => import('./after/EarningsPanel.tsx'));
const HistoryPanel = lazy(() => import('./after/HistoryPanel.tsx'));
const AuditPanel = lazy(() => import('./panels/AuditPanel.tsx'));
const NoticesPanel = lazy(() => import('./panels/NoticesPanel.tsx'));
const ArrangePanel = lazy(() => import('./panels/ArrangePanel.tsx'));
const PricesPanel = lazy(() => import('./panels/PricesPanel.tsx'));
const PeoplePanel = lazy(() => import('./panels/PeoplePanel.tsx'));
const AccountsPanel = lazy(() => import('./panels/AccountsPanel.tsx'));
const DevicesPanel = lazy(() => import('./panels/DevicesPanel.tsx'));

/** Sheets that give way to the next load. Finding and pricing belong to that load and stay. */
const yields: Readonly<Record<Panel['kind'], boolean>> = {
  find: false,
  price: false,
  portion: true,
  agree_total: true,
  agree_line: true,
  more: true,
  pickup: true,
  accounts: false,
  devices: false,
  people: false,
  correct: true,
  earnings: false,
  history: false,
  audit: false,
  notices: true,
  prices: false,
  arrange: true,
  menu: true,
};

/** The open sheet. One whose cart, line or product is gone shows nothing. */
function OpenPanel({ wipe }: { readonly wipe: () => void }) {
  const panel = useUi((ui) => ui.panel);
  const goods = useTopic('goods');
  const carts = useTopic('carts');
  const status = useTopic('status');
  const stall = useTopic('stall');
  if (panel === null) return null;
  const cart = 'cartId' in panel ? carts?.carts.find((one) => one.id === panel.cartId) : undefined;
  switch (panel.kind) {
    case 'find':
      return goods === undefined ? null : <FindPanel goods={goods} purpose={panel.purpose} />;
    case 'portion':
      return <PortionPanel />;
    case 'price': {
      const product = goods?.products.find((one) => one.id === panel.productId);
      return goods === undefined || product === undefined ? null : (
        <PricePanel key={panel.productId} panel={panel} product={product} basisG={goods.basisG} />
      );
    }
    case 'agree_total':
      return cart === undefined ? null : <AgreePanel key={cart.id} cart={cart} line={null} />;
    case 'agree_line': {
      const line = cart?.lines.find((one) => one.id === panel.lineId);
      return cart === undefined || line === undefined ? null : <AgreePanel key={line.id} cart={cart} line={line} />;
    }
    case 'more':
      return cart === undefined || cart.lines.length === 0 ? null : <MorePanel key={cart.id} cart={cart} />;
    case 'pickup':
      return cart?.state === 'paid' ? <PickupPanel cart={cart} /> : null;
    case 'accounts':
      return (
        <Suspense>
          <AccountsPanel cartId={panel.cartId} />
        </Suspense>
      );
    case 'devices':
      return (
        <Suspense>
          <DevicesPanel />
        </Suspense>
      );
    case 'audit':
      return (
        <Suspense>
          <AuditPanel />
        </Suspense>
      );
    case 'notices':
      return (
        <Suspense>
          <NoticesPanel />
        </Suspense>
      );
    case 'arrange':
      return (
        <Suspense>
          <ArrangePanel />
        </Suspense>
      );
    case 'prices':
      return (
        <Suspense>
          <PricesPanel />
        </Suspense>
      );
    case 'people':
      return (
        <Suspense>
          <PeoplePanel />
        </Suspense>
      );
    case 'earnings':
      return (
        <Suspense>
          <EarningsPanel />
        </Suspense>
      );
    case 'correct':
      return (
        <Suspense>
          <CorrectPanel />
        </Suspense>
      );
    case 'history':
      return (
        <Suspense>
          <HistoryPanel key={panel.saleId} saleId={panel.saleId} />
        </Suspense>
      );
    case 'menu':
      return status === undefined || stall === undefined ? null : (
        <MenuPanel status={status} stall={stall} wipe={wipe} />
      );
    default:
      return panel satisfies never;
  }
}

/** The vendor's window: the first run once, and then the selling screen. */
export default function VendorPage() {
  const setup = useTopic('setup');
  return setup?.due === true ? (
    <Suspense>
      <FirstRun setup={setup} />
    </Suspense>
  ) : (
    <Selling />
  );
}

/** The selling screen. */
function Selling() {
  const stall = useStall();
  const texts = useTexts();
  const mode = useTopic('status')?.mode;
  const [vendor] = useState((): Vendor => {
    const ui = createVendorUi();
    return { ui, act: createActions(stall, ui) };
  });
  const wipe = useRef<() => void>(() => {});

  useEffect(() => {
    const { ui, act } = vendor;
    // Before the keyboard: what a scanner types must not reach it.
    const stopScanner = startScanner((text) => void act.scan(text));
    const stopKeyboard = startKeyboard(stall, ui, act);
    const touch = startTouchGuard(ui, () => Date.now());
    wipe.current = () => {
      touch.wipe();
    };
    const offTopics = stall.topics.subscribe(({ topics }, before) => {
      const { scan } = topics;
      const { scan: scanBefore } = before.topics;
      if (scan !== undefined && scanBefore !== undefined && scan.no > scanBefore.no && scan.outcome !== null)
        act.scanned(scan.outcome);
      const now = topics.weighing;
      const was = before.topics.weighing;
      if (now === undefined || was === undefined || now === was) return;
      if (now.state === 'taken' && was.state !== 'taken') stall.sound.play('ok');
      const { panel } = ui.getState();
      if (
        was.state === 'ready' &&
        now.state !== 'ready' &&
        (now.grossG ?? 0) >= now.minG &&
        panel !== null &&
        yields[panel.kind]
      )
        act.close();
      if (was.state === 'ready' && now.state !== 'ready') stall.pin.settle(false);
    });
    return () => {
      offTopics();
      touch.stop();
      stopKeyboard();
      stopScanner();
      act.stop();
      stall.sound.stop();
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
          <OpenPanel
            wipe={() => {
              wipe.current();
            }}
          />
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
