import { shanghaiTime } from '../../../../shared/day.ts';
import type { CommandName } from '../../../../shared/contract.ts';
import { refusalText } from '../../../../shared/text/text.ts';
import type { DevicesView } from '../../../../shared/device-view.ts';
import { useState } from 'react';
import { useStall, useTexts } from '../../../stall.tsx';
import d from '../devices.module.css';
import { Card, Try } from './Card.tsx';

type TestCommand = Extract<CommandName, 'printer.test' | 'labeler.test' | 'drawer.test' | 'display.test'>;

/** Gives a test command; a refusal is said beside its key. */
function useTest(name: TestCommand): readonly [refused: string, run: () => void] {
  const texts = useTexts();
  const { client } = useStall();
  const [refused, setRefused] = useState('');
  const run = async (): Promise<void> => {
    const outcome = await client.call(name, {});
    setRefused(outcome.ok ? '' : refusalText(texts, outcome.refusal));
  };
  return [refused, () => void run()];
}

export function PrinterCard({ printer }: { readonly printer: DevicesView['printer'] }) {
  const { deviceCards: words } = useTexts();
  const [refused, run] = useTest('printer.test');
  if (printer === null) return <p className={d['soft']}>{words.printerNone}</p>;
  const { about, state, says, test } = printer;
  return (
    <Card
      kind="printer"
      name={words.printer}
      about={about}
      state={words.printerSays(says, state)}
      isFine={state === 'online'}
      help={words.printerHelp(says, state)}
    >
      <Try
        word={words.testPrint}
        said={refused === '' ? words.testPrinted(test) : refused}
        tone={refused !== '' || test === 'not_printed' ? 'bad' : test === 'printed' ? 'good' : 'mark'}
        onTry={run}
      />
    </Card>
  );
}

export function LabelPrinterCard({ labeler }: { readonly labeler: NonNullable<DevicesView['labeler']> }) {
  const { deviceCards: words } = useTexts();
  const [refused, run] = useTest('labeler.test');
  const { about, test } = labeler;
  return (
    <Card kind="labeler" name={words.labeler} about={about} state="" isFine={true} help={words.labelerHelp}>
      <Try
        word={words.testLabel}
        said={refused === '' ? words.labelTested(test) : refused}
        tone={refused !== '' || test.ended === 'not_printed' ? 'bad' : test.ended === 'printed' ? 'good' : 'mark'}
        onTry={run}
      />
    </Card>
  );
}

export function DrawerCard({ drawer }: { readonly drawer: NonNullable<DevicesView['drawer']> }) {
  const { deviceCards: words } = useTexts();
  const [refused, run] = useTest('drawer.test');
  const { plug, test } = drawer;
  return (
    <Card kind="drawer" name={words.drawer} state="" isFine={true} help={words.drawerOn(plug)}>
      <Try
        word={words.testDrawer}
        said={refused === '' ? words.drawerTested(test) : refused}
        tone={refused !== '' || test === 'still' ? 'bad' : test === 'moved' ? 'good' : 'mark'}
        onTry={run}
      />
    </Card>
  );
}

export function ScannerCard({ scanner }: { readonly scanner: DevicesView['scanner'] }) {
  const texts = useTexts();
  const words = texts.deviceCards;
  const { own, read, last } = scanner;
  return (
    <Card
      kind="scanner"
      name={words.scanner}
      about={own?.about ?? null}
      state={own === null ? '' : texts.devices.state(own.state)}
      isFine={own === null || own.state === 'online'}
      help={own === null ? words.keyboardScanner : words.scannerHelp(own.state)}
    >
      {last === null ? (
        <p className={d['soft']}>{words.noScan}</p>
      ) : (
        <p className={d['scan']} data-scan={last.kind}>
          <b>{words.scanKind(last.kind)}</b> <code>{last.shown}</code>
          <small>
            {[words.scanBy(last.by), last.aim ?? '', shanghaiTime(last.at).slice(11), words.scans(read)]
              .filter((part) => part !== '')
              .join(' · ')}
          </small>
        </p>
      )}
    </Card>
  );
}

export function DisplayCard({ display }: { readonly display: NonNullable<DevicesView['display']> }) {
  const texts = useTexts();
  const words = texts.deviceCards;
  const [refused, run] = useTest('display.test');
  return (
    <Card
      kind="display"
      name={words.display}
      about={display.about}
      state={texts.devices.state(display.state)}
      isFine={display.state === 'online'}
      help={words.scannerHelp(display.state)}
    >
      <Try
        word={words.testDisplay}
        said={refused === '' ? (display.testing ? words.testingDisplay : '') : refused}
        tone={refused === '' ? 'mark' : 'bad'}
        onTry={run}
      />
    </Card>
  );
}
