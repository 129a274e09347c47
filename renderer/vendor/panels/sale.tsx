import { useTopic } from '../../stall.tsx';
import type { PanelOf } from '../ui.ts';
import { AgreePanel } from './AgreePanel.tsx';
import { FindPanel } from './FindPanel.tsx';
import { MorePanel } from './MorePanel.tsx';
import { PickupPanel } from './PickupPanel.tsx';
import { PricePanel } from './PricePanel.tsx';

/** The sheets of a sale that is going on. One whose cart, line or product is gone shows nothing. */
const useCart = (id: string) => useTopic('carts')?.carts.find((one) => one.id === id);

export { PortionPanel as Portion } from './PortionPanel.tsx';

export function Find({ panel }: { readonly panel: PanelOf<'find'> }) {
  const goods = useTopic('goods');
  return goods === undefined ? null : <FindPanel goods={goods} purpose={panel.purpose} />;
}

export function Price({ panel }: { readonly panel: PanelOf<'price'> }) {
  const goods = useTopic('goods');
  const product = goods?.products.find((one) => one.id === panel.productId);
  return goods === undefined || product === undefined ? null : (
    <PricePanel key={panel.productId} panel={panel} product={product} basisG={goods.basisG} />
  );
}

export function Agree({ panel }: { readonly panel: PanelOf<'agree_total' | 'agree_line'> }) {
  const cart = useCart(panel.cartId);
  if (cart === undefined) return null;
  if (panel.kind === 'agree_total') return <AgreePanel key={cart.id} cart={cart} line={null} />;
  const line = cart.lines.find((one) => one.id === panel.lineId);
  return line === undefined ? null : <AgreePanel key={line.id} cart={cart} line={line} />;
}

export function More({ panel }: { readonly panel: PanelOf<'more'> }) {
  const cart = useCart(panel.cartId);
  return cart === undefined || cart.lines.length === 0 ? null : <MorePanel key={cart.id} cart={cart} />;
}

export function Pickup({ panel }: { readonly panel: PanelOf<'pickup'> }) {
  const cart = useCart(panel.cartId);
  return cart?.state === 'paid' ? <PickupPanel cart={cart} /> : null;
}
