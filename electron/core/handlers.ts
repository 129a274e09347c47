import type { VirtualBench } from '../../hardware/ports.ts';
import type { Done } from '../../shared/command.ts';
import { ok, refuse, type Reply } from '../../shared/contract.ts';
import { readAudit } from './people/audit.ts';
import type { Handlers } from './dispatch.ts';
import type { Till } from './till.ts';
import { createUnprinted } from './printing/unprinted.ts';
import type { Views } from './views.ts';

const done: Reply<Done> = ok({});

/** Every command of the contract, and which service carries it out. */
export function createHandlers(till: Till, views: Views, bench: VirtualBench | null): Handlers {
  const { weighing, carts, selling, completing, printing } = till;
  const now = <V>(reply: Reply<V>): Promise<Reply<V>> => Promise.resolve(reply);
  /** A hand on the virtual bench. Without one the bench role does not exist. */
  const onBench = (act: (hands: VirtualBench) => void): Promise<Reply<Done>> => {
    if (bench === null) return now(refuse({ code: 'forbidden' }));
    act(bench);
    return now(done);
  };
  /** Another cart, or another order, is in front once this is done. */
  const inFront = async <V>(work: Promise<Reply<V>>): Promise<Reply<V>> => {
    const reply = await work;
    selling.frontChanged();
    return reply;
  };
  return {
    'view.snapshot': (_args, _callId, role) => now(ok(views.snapshot(role))),

    'goods.tap': ({ productId }, callId) => selling.tap(productId, callId),
    'goods.pin': ({ productId, on }) => now(selling.pin(productId, on)),
    'goods.piece': ({ productId }, callId) => selling.piece(productId, callId),
    'goods.portion': (args, callId) => selling.portion(args, callId),
    'goods.price': till.setPrice,
    'prices.today': till.pricesToday,
    'line.update': (_args, callId) => selling.update(callId),
    'line.remove': ({ cartId, lineId }, callId) => carts.removeLine(cartId, lineId, callId),
    'line.restore': ({ cartId, lineId }, callId) => carts.restoreLine(cartId, lineId, callId),
    'line.quantity': ({ cartId, lineId, qty }, callId) => carts.setQuantity(cartId, lineId, qty, callId),
    'line.agree': ({ cartId, lineId, amountFen }, callId) => carts.agreeLine(cartId, lineId, amountFen, callId),
    'cart.agree': ({ cartId, totalFen }, callId) => carts.agreeTotal(cartId, totalFen, callId),
    'cart.next': (_args, callId) => inFront(carts.next(callId)),
    'cart.select': ({ cartId }, callId) => inFront(carts.select(cartId, callId)),

    'line.gift': ({ cartId, lineId, gift }, callId) => carts.giveLine(cartId, lineId, gift, callId),
    'cart.pickup': ({ cartId, pickup }, callId) => carts.setPickup(cartId, pickup, callId),
    'cart.collect': ({ cartId }, callId) => carts.collect(cartId, callId),

    'part.take': (args, callId) => till.parts.take(args, callId),
    'part.return': (args, callId) => till.parts.giveBack(args, callId),
    'sale.complete': async (args, callId) => {
      // A part whose fate is unknown may belong to the amount.
      if (!(await till.parts.settled(args.cartId))) return refuse({ code: 'store_unknown' });
      const refusal = await till.accounts.creditRefusal(args);
      if (refusal !== null) return refuse(refusal);
      return inFront(completing.complete(args, callId));
    },
    ...till.payments.handlers,
    'pay.show': (args, callId, role) => inFront(till.payments.handlers['pay.show'](args, callId, role)),
    'pay.drop': (args, callId, role) => inFront(till.payments.handlers['pay.drop'](args, callId, role)),
    ...till.accounts.handlers,
    'account.choose': (args, callId, role) => inFront(till.accounts.handlers['account.choose'](args, callId, role)),
    'sale.print': async ({ saleId, layout }, callId) => {
      const sale = await till.findSale(saleId);
      return sale === null ? refuse({ code: 'no_such_sale' }) : printing.print(sale, layout, callId);
    },
    'sale.show_code': async ({ saleId }) => {
      const sale = await till.findSale(saleId);
      return sale === null ? refuse({ code: 'no_such_sale' }) : till.shopper.showCode(sale);
    },
    'print.settle': ({ again }) => printing.settle(again),
    'label.print': (args) => till.labels.print(args),
    ...createUnprinted({ printing, journal: till.journal }),

    'scan.read': (scanned, callId) => {
      till.deviceDesk.heard(scanned, 'keyboard');
      return till.scanning.read(scanned, callId);
    },
    'scan.choose': (args, callId) => till.scanning.choose(args, callId),
    'sale.look': async ({ saleId }) => {
      const sale = saleId === null ? null : await till.findSale(saleId);
      if (saleId !== null && sale === null) return refuse({ code: 'no_such_sale' });
      completing.look(sale);
      return done;
    },

    'drawer.open': (_args, callId) => till.drawer.open(callId),

    ...till.staff.handlers,
    'setup.trade': ({ trade }) => till.setup.choose(trade),
    'setup.finish': () => till.setup.finish(),
    'audit.list': async ({ before }) => ok(await readAudit(till.journal, before, till.staff.nameOf)),
    'notices.seen': ({ ids }) => till.notices.seen(ids),
    'training.set': ({ on }) => till.training.set(on),
    ...till.after,
    ...till.history,
    ...till.month,
    ...till.takeaway,
    ...till.day.handlers,

    'scale.zero': () => till.scaleEvents.key('zero', () => weighing.zero()),
    'devices.watch': () => {
      till.scaleDevice.watch();
      return now(done);
    },
    ...till.deviceDesk.handlers,
    'scale.record': (record, callId) => till.scaleDevice.setRecord(record, callId),
    'scale.expiry': ({ policy }, callId) => till.scalePapers.setPolicy(policy, callId),
    'scale.tare': () => till.scaleEvents.key('tare', () => now(weighing.tare())),
    'scale.clear_tare': () => till.scaleEvents.key('clear_tare', () => now(weighing.clearTare())),

    'scale.find': ({ path }) => till.scales.find(path),
    'scale.find_end': () => till.scales.endFinding(),
    'scale.settle': (wish) => now(till.scales.settle(wish)),
    'scale.choose': (wish, callId) => till.scales.choose(wish, callId),
    'scale.sell_by': ({ id }) => now(till.scales.sellBy(id)),
    'evidence.list': (wish) => till.evidenceLog.list(wish),
    'evidence.read': ({ id }) => till.evidenceLog.read(id),

    'settings.set': async ({ rounding, paper, grid, basisG, bags, live }) => {
      const isOrder = [rounding, paper, basisG, bags, live].every((one) => one === undefined);
      const refusal = isOrder ? null : till.staff.permits.use('settings');
      if (refusal !== null) return refuse(refusal);
      return till.stall.change({
        ...(rounding === undefined ? {} : { rounding }),
        ...(paper === undefined ? {} : { paper }),
        ...(grid === undefined ? {} : { grid: [...new Set(grid)] }),
        ...(basisG === undefined ? {} : { basisG }),
        ...(bags === undefined ? {} : { bags }),
        ...(live === undefined ? {} : { live }),
      });
    },
    'mirror.set': async ({ dir }) => {
      const refusal = till.staff.permits.use('settings');
      return refusal === null ? till.mirror.set(dir) : refuse(refusal);
    },
    'terminal.enrol': ({ code }) => till.sync.enrol(code),

    'bench.load': ({ grams }) =>
      onBench((hands) => {
        hands.load(grams);
      }),
    'bench.tare_key': () =>
      onBench((hands) => {
        hands.tareKey();
      }),
    'bench.shake': () =>
      onBench((hands) => {
        hands.shake();
      }),
    'bench.printer': ({ fault }) =>
      onBench((hands) => {
        hands.printerFault(fault);
      }),
    'bench.labeler': ({ fault }) =>
      onBench((hands) => {
        hands.labelerFault(fault);
      }),
    'bench.tear': () =>
      onBench((hands) => {
        hands.tear();
      }),
    'bench.drawer': () =>
      onBench((hands) => {
        hands.closeDrawer();
      }),
    'bench.plug': ({ device, plugged }) =>
      onBench((hands) => {
        hands.plug(device, plugged);
      }),
    'bench.scan': ({ text }) =>
      onBench((hands) => {
        hands.scan(text);
      }),
    'bench.network': ({ mode }) =>
      onBench((hands) => {
        hands.network(mode);
      }),
  };
}
