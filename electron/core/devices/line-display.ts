import type { LineDisplay } from '../../../hardware/ports.ts';
import { lineDisplayContent } from '../../../shared/line-display.ts';
import type { LastSaleView, ViewTopics } from '../../../shared/view.ts';
import type { Views } from '../views.ts';

/** Thanks stand as long as on the shopper's window. */
const PAID_MS = 8_000;

/** Shows the shopper's figures on a pole. It hears what the windows hear. Returns how to stop. */
export function driveLineDisplay(display: Pick<LineDisplay, 'show'>, views: Views): () => void {
  let { weighing, carts, last }: Partial<ViewTopics> = views.snapshot('vendor').topics;
  let paid: LastSaleView | null = null;
  let over: NodeJS.Timeout | undefined;
  const show = (): void => {
    display.show(lineDisplayContent(weighing, carts, paid));
  };
  const off = views.on('vendor', ({ topic, value }) => {
    if (topic === 'weighing') weighing = value;
    else if (topic === 'carts') carts = value;
    else if (topic === 'last') {
      if (value?.saleId === last?.saleId || value?.looked === true) return;
      last = value;
      paid = value;
      clearTimeout(over);
      over = setTimeout(() => {
        paid = null;
        show();
      }, PAID_MS).unref();
    } else return;
    show();
  });
  show();
  return () => {
    clearTimeout(over);
    off();
  };
}
