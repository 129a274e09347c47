import { useEffect, useState } from 'react';
import type { ArgsOf } from '../../../shared/contract.ts';
import type { FoundScale, ProbedPort } from '../../../shared/scale-finding.ts';
import type { NamePlate, ScaleId } from '../../../shared/scale-port.ts';
import { refusalText } from '../../../shared/text/text.ts';
import { useStall, useTexts, useTopic } from '../../stall.tsx';
import { limitText, weightText } from '../../ui/format.ts';
import d from './devices.module.css';
import f from './find-scale.module.css';
import s from './panels.module.css';

/** Nameplates of the scales stalls own. */
const plates = [
  { maxG: 3000, eG: 1 },
  { maxG: 6000, eG: 2 },
  { maxG: 15_000, eG: 5 },
  { maxG: 30_000, eG: 10 },
  { maxG: 60_000, eG: 20 },
] as const;
const scaleIds = ['scale-1', 'scale-2'] as const satisfies readonly ScaleId[];

/** 找秤: what answers at which port, a known weight where its figures can be read in several ways, and its use; with two, which is sold by. */
export function FindScale() {
  const texts = useTexts().scales;
  const { client } = useStall();
  const scales = useTopic('scales');
  const { say, call } = useCall(scales?.kept ?? true);
  const [path, setPath] = useState('');
  const isFinding = scales?.finding !== null && scales !== undefined;
  useEffect(() => {
    if (!isFinding) return;
    // A sheet that is shut looks no more, and lets go of the ports.
    return () => void client.call('scale.find_end', {});
  }, [client, isFinding]);
  if (scales === undefined || !scales.canFind) return null;
  const { finding } = scales;
  return (
    <section className={d['card']} aria-label={texts.find} data-find-scale>
      <header>
        <h3>{texts.find}</h3>
        {finding?.looking === true ? <strong>{texts.state('looking')}</strong> : null}
      </header>
      <p className={d['soft']}>{texts.findNote}</p>
      <div className={f['row']}>
        <button
          type="button"
          className={s['key']}
          aria-disabled={finding?.looking === true}
          onClick={() => void call('scale.find', { path: null })}
        >
          {finding === null ? texts.find : texts.again}
        </button>
        {finding === null ? null : (
          <button type="button" className={s['key']} onClick={() => void call('scale.find_end', {})}>
            {texts.end}
          </button>
        )}
        <label>
          {texts.byHand}
          <input
            value={path}
            maxLength={200}
            onChange={(event) => {
              setPath(event.target.value);
            }}
          />
        </label>
        <button
          type="button"
          className={s['key']}
          aria-disabled={path.trim() === ''}
          onClick={() => {
            if (path.trim() !== '') void call('scale.find', { path: path.trim() });
          }}
        >
          {texts.onlyThis}
        </button>
      </div>
      {finding === null ? null : finding.ports.length === 0 && !finding.looking ? (
        <p data-tone="mark">{texts.nothing}</p>
      ) : (
        <ul className={f['ports']}>
          {finding.ports.map((port) => (
            <PortRow key={port.port.path} port={port} call={call} />
          ))}
        </ul>
      )}
      {scales.reweigh === null ? null : (
        <>
          <h4>{texts.sellBy}</h4>
          <div className={f['row']}>
            {scaleIds.map((id) => (
              <button
                type="button"
                key={id}
                className={s['key']}
                aria-pressed={scales.sellBy === id}
                onClick={() => void call('scale.sell_by', { id })}
              >
                {texts.name(id)}
              </button>
            ))}
          </div>
        </>
      )}
      {say === null ? null : (
        <p role="status" data-tone={say.tone}>
          {say.text}
        </p>
      )}
    </section>
  );
}

/** The commands of the finding, and what came of the last one. */
function useCall(kept: boolean) {
  const texts = useTexts();
  const { client } = useStall();
  const [say, setSay] = useState<{ readonly text: string; readonly tone: 'good' | 'bad' } | null>(null);
  const call: Call = async (name, args) => {
    const outcome = await client.call(name, args);
    if (!outcome.ok) setSay({ text: refusalText(texts, outcome.refusal), tone: 'bad' });
    else setSay(name === 'scale.choose' ? { text: texts.scales.used(kept), tone: 'good' } : null);
  };
  return { say, call };
}
type Name = 'scale.find' | 'scale.find_end' | 'scale.settle' | 'scale.choose' | 'scale.sell_by';
type Call = <N extends Name>(name: N, args: ArgsOf<N>) => Promise<void>;

function PortRow({ port, call }: { readonly port: ProbedPort; readonly call: Call }) {
  const texts = useTexts().scales;
  return (
    <li>
      <div className={f['port']}>
        <span>
          <b>{port.port.path}</b> {port.about}
        </span>
        <strong data-tone={port.state === 'found' ? 'good' : port.state === 'noise' ? 'mark' : undefined}>
          {texts.state(port.state)}
        </strong>
      </div>
      {port.scales.map((scale) => (
        <Found key={scale.protocol} path={port.port.path} scale={scale} call={call} />
      ))}
    </li>
  );
}

function Found({ path, scale, call }: { readonly path: string; readonly scale: FoundScale; readonly call: Call }) {
  const all = useTexts();
  const texts = all.scales;
  const [grams, setGrams] = useState('500');
  const [plate, setPlate] = useState<Pick<NamePlate, 'maxG' | 'eG'>>(plates[2]);
  const [serial, setSerial] = useState('');
  const { protocol, line, ways } = scale;
  const [way, ...others] = ways;
  return (
    <div className={f['found']} data-found={protocol}>
      <div className={f['port']}>
        <span>
          <b>{scale.name[all.language]}</b> {line === null ? '' : texts.line(line)}
        </span>
        {others.length > 0 || way === undefined ? null : (
          <span>
            {texts.reads} <output>{way.weightG === null ? '—' : weightText(way.weightG)}</output>
          </span>
        )}
      </div>
      {others.length > 0 ? (
        <>
          <p data-tone="mark">{texts.unclear}</p>
          <div className={f['row']}>
            <label>
              {texts.known}
              <input
                inputMode="numeric"
                value={grams}
                maxLength={6}
                onChange={(event) => {
                  setGrams(event.target.value.replace(/\D/g, ''));
                }}
              />
            </label>
            <button
              type="button"
              className={s['key']}
              aria-disabled={Number(grams) < 1}
              onClick={() => {
                if (Number(grams) >= 1) void call('scale.settle', { path, protocol, grams: Number(grams) });
              }}
            >
              {texts.itWeighs}
            </button>
          </div>
        </>
      ) : (
        <>
          <h4>{texts.plate}</h4>
          <div className={f['row']}>
            {plates.map((one) => (
              <button
                type="button"
                key={one.maxG}
                className={s['key']}
                aria-pressed={plate.maxG === one.maxG && plate.eG === one.eG}
                onClick={() => {
                  setPlate(one);
                }}
              >
                {texts.plateOf(limitText(one.maxG), one.eG)}
              </button>
            ))}
            <label>
              {texts.serial}
              <input
                value={serial}
                maxLength={40}
                onChange={(event) => {
                  setSerial(event.target.value);
                }}
              />
            </label>
          </div>
          <div className={f['row']}>
            {scaleIds.map((id) => (
              <button
                type="button"
                key={id}
                className={s['key']}
                onClick={() => void call('scale.choose', { id, path, protocol, plate: { ...plate, serial } })}
              >
                {texts.use(id)}
              </button>
            ))}
          </div>
        </>
      )}
    </div>
  );
}
