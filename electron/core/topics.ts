import type { Devices } from '../../hardware/ports.ts';
import { judgeMirror, worstFirst } from '../../shared/health.ts';
import type { StatusView } from '../../shared/status-view.ts';
import { createProductViews, goodsView, stallView } from './stall.ts';
import type { Till } from './till.ts';
import type { Views } from './views.ts';

/** What the status bar shows: each service's own word, and the notes of health from the worst on. */
function statusView(till: Till, { scanner }: Devices, now: number): StatusView {
  const { training, mirror, weighing } = till;
  const beside = [judgeMirror(mirror.view(), now), till.scalePapers.noteOf(weighing.plate.id)].filter(
    (note) => note !== null,
  );
  const { link, pendingUpload, enrolText, alarm } = till.sync.status();
  return {
    mode: training.mode(),
    practising: training.isOn(),
    link,
    pendingUpload,
    setAside: till.setAside.count(),
    mirror: mirror.view(),
    enrolText,
    alarm,
    scale: till.scales.current()?.state() ?? 'absent',
    scanner: scanner?.state() ?? null,
    ...till.printing.status(),
    health: worstFirst([...till.health.notes(), ...beside]),
    hasDrawer: till.drawer.present,
    hasLabeler: till.labels.present,
  };
}

/** Every topic of the windows, and which service says it. */
export function provideTopics(till: Till, views: Views, devices: Devices, now: () => number): void {
  const { goods, stall, identity, selling, completing, payments } = till;
  const { bench } = devices;
  views.provide('weighing', () => selling.weighingView());
  views.provide('carts', () => till.carts.view(selling.onPanLineId()));
  views.provide('accounts', () => till.accounts.view());
  const products = createProductViews(goods, till.prices);
  views.provide('goods', () => goodsView(goods, products(), stall.settings(), till.setup.trade()));
  views.provide('likely', () => till.likely.view());
  views.provide('devices', () => ({ ...till.scaleDevice.view(), ...till.deviceDesk.view() }));
  views.provide('scales', () => till.scales.view());
  views.provide('last', () => completing.last());
  views.provide('paying', () => payments.paying());
  views.provide('owed', () => payments.owed());
  views.provide('scan', () => till.scanning.view());
  views.provide('stall', () => ({
    ...stallView(identity(), goods, stall.settings(), till.staff.seller()),
    mode: till.training.mode(),
  }));
  views.provide('notices', () => till.notices.view());
  views.provide('shopper', () => till.shopper.view());
  views.provide('setup', () => till.setup.view());
  views.provide('people', () => till.staff.view());
  views.provide('status', () => statusView(till, devices, now()));
  if (bench !== null) views.provide('bench', () => bench.view());
}
