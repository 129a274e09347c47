import { useEffect } from 'react';
import { useStall, useTexts, useTopic } from '../../stall.tsx';
import { DisplayCard, DrawerCard, LabelPrinterCard, PrinterCard, ScannerCard } from './devices/OtherCards.tsx';
import { ScaleCard } from './devices/ScaleCard.tsx';
import { Weighings } from './devices/Weighings.tsx';
import { FindScale } from './FindScale.tsx';
import s from './panels.module.css';
import { Sheet } from './Sheet.tsx';

/** The core lets frames move for ten seconds after each call. */
const WATCH_MS = 4_000;

/** Every device of the stall, a card each. The till beside the sheet stays free. */
export default function DevicesPanel() {
  const texts = useTexts();
  const { client } = useStall();
  const devices = useTopic('devices');
  useEffect(() => {
    const watch = (): void => void client.call('devices.watch', {});
    watch();
    const timer = setInterval(watch, WATCH_MS);
    return () => {
      clearInterval(timer);
    };
  }, [client]);
  return (
    <Sheet title={texts.devices.title} name="devices">
      {devices === undefined ? null : (
        <div className={s['menu']} tabIndex={0} role="group" aria-label={texts.devices.title}>
          {devices.printer?.state === 'failed' ? <PrinterCard printer={devices.printer} /> : null}
          {devices.scale === null ? (
            <p className={s['say']}>{texts.devices.none}</p>
          ) : (
            <ScaleCard scale={devices.scale} />
          )}
          {devices.printer?.state === 'failed' ? null : <PrinterCard printer={devices.printer} />}
          {devices.labeler === null ? null : <LabelPrinterCard labeler={devices.labeler} />}
          {devices.drawer === null ? null : <DrawerCard drawer={devices.drawer} />}
          <ScannerCard scanner={devices.scanner} />
          {devices.display === null ? null : <DisplayCard display={devices.display} />}
          <FindScale />
          <Weighings />
        </div>
      )}
    </Sheet>
  );
}
