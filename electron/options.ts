import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { DeviceConfig, DisplayConfig, PrinterConnection, ScannerConfig } from '../hardware/devices.ts';
import { displayProtocols } from '../hardware/display/protocols.ts';
import { labelModels } from '../hardware/printer/label-profile.ts';
import { printerModels, printerProfiles } from '../hardware/printer/profile.ts';
import type { PrinterModel } from '../hardware/printer/profile.ts';
import { scaleProtocols } from '../shared/scale.ts';
import type { ScaleProtocol } from '../shared/scale.ts';
import { usualLabels, usualPayments } from '../shared/scan.ts';
import type { ScanRules } from '../shared/scan.ts';
import { parseDisplay, parseLabeler, parsePrinter } from './printer-options.ts';
import { parseScaleFlags } from './scale-options.ts';
import type { ScaleFlags } from './scale-options.ts';
import { parseScanner, parseScanRules } from './scan-options.ts';

/** What a terminal is started with, from flags, the environment and the data folder's terminal.json, in this order of weight. */

/** A USB scale has no virtual twin: it needs a kernel that makes devices. */
export type VirtualProtocol = Exclude<ScaleProtocol, 'hid-pos'>;
export const virtualProtocols = scaleProtocols.filter((one): one is VirtualProtocol => one !== 'hid-pos');

export interface TerminalOptions {
  readonly dir: string;
  /** Port of the Node host on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly server: string | null;
  readonly enrolCode: string | null;
  /** A folder on another disk that keeps a copy of the journal. */
  readonly mirror: string | null;
  /** A folder the books can be written to, beside sticks. */
  readonly takeaway: string | null;
  /** Protocol of the virtual scale; null means real devices. */
  readonly virtual: VirtualProtocol | null;
  /** The stall's scale, and one to weigh again with. */
  readonly scale: ScaleFlags | null;
  readonly secondScale: ScaleFlags | null;
  readonly printer: PrinterConnection | null;
  /** Characters a line: 32 on 58 mm paper, 48 on 80 mm. */
  readonly columns: 32 | 48;
  readonly printerModel: PrinterModel;
  /** A picture (PNG) for the head of receipts. */
  readonly logo: string | null;
  readonly labeler: DeviceConfig['labeler'];
  readonly display: DisplayConfig | null;
  readonly scanner: ScannerConfig | null;
  readonly scanRules: ScanRules;
  readonly trade: string;
  /** Neither a trade nor a code was given: a new till asks for them at its first run. */
  readonly firstRun: boolean;
  readonly kiosk: boolean;
}

export type ParsedOptions =
  | { readonly ok: true; readonly options: TerminalOptions }
  | { readonly ok: true; readonly help: string }
  | { readonly ok: false; readonly why: string };

interface Flag {
  readonly name: string;
  readonly value: string | null;
  readonly help: string;
}

const flags: readonly Flag[] = [
  { name: 'dir', value: 'DIR', help: "data folder of this terminal (default: the system's data folder)" },
  { name: 'port', value: 'PORT', help: 'port of the pages on 127.0.0.1, Node host only (default: any free one)' },
  { name: 'server', value: 'URL', help: 'the market server; without one the terminal sells offline' },
  { name: 'enrol-code', value: 'CODE', help: 'one-time code to join the market with' },
  { name: 'mirror', value: 'DIR', help: 'folder on a stick or another disk that keeps a copy of the journal' },
  { name: 'takeaway', value: 'DIR', help: 'folder that the books can be written to as CSV or XLSX, beside sticks' },
  {
    name: 'virtual',
    value: '[NAME]',
    help: 'virtual scale of that protocol (os2), printer and cable with a bench page; sales are marked 模拟',
  },
  { name: 'scale-path', value: 'PATH', help: 'serial port of the scale, or host:port of a device server' },
  { name: 'scale-protocol', value: 'NAME', help: scaleProtocols.join(', ') },
  {
    name: 'scale-variant',
    value: 'WORDS',
    help: 'what its frames do not tell: d2 reversed or forward; d2 and a9 kg, g or jin; adam G or P (forward,jin)',
  },
  {
    name: 'scale-plate',
    value: 'MAX/E[/SERIAL]',
    help: 'nameplate of the scale: Max and e in grams, its number (15000/5/A123)',
  },
  {
    name: 'scale2-path',
    value: 'PATH',
    help: 'a second scale, to weigh again with (复秤) or to sell by; as --scale-path',
  },
  { name: 'scale2-protocol', value: 'NAME', help: 'as --scale-protocol' },
  { name: 'scale2-variant', value: 'WORDS', help: 'as --scale-variant' },
  { name: 'scale2-plate', value: 'MAX/E[/SERIAL]', help: 'as --scale-plate' },
  {
    name: 'printer',
    value: 'HOST:PORT|PATH',
    help: 'receipt printer (ESC/POS): over TCP (port 9100 if left out), /dev/usb/lp0, a serial port, or a share such as \\\\localhost\\POS58',
  },
  { name: 'columns', value: '58|80', help: 'paper width in mm (default 58)' },
  {
    name: 'printer-model',
    value: 'NAME',
    help: `what the printer understands: ${printerModels.join(', ')} (default: escpos of the paper's width)`,
  },
  {
    name: 'logo',
    value: 'FILE',
    help: 'picture above receipts: PNG, at most 64 kB, 384 (58 mm) or 576 (80 mm) dots wide',
  },
  {
    name: 'label-printer',
    value: 'HOST:PORT|PATH',
    help: 'label printer (TSPL), connected like the receipt printer',
  },
  {
    name: 'label-model',
    value: 'NAME',
    help: `the roll in it: ${labelModels.join(', ')} (default ${labelModels[0] ?? ''})`,
  },
  {
    name: 'display',
    value: 'KIND:PATH',
    help: `figures for the shopper on a pole, on a serial port: ${displayProtocols.join(', ')}, such as led8n:/dev/ttyUSB1 (led8n talks at 2400 Bd, else add @9600)`,
  },
  {
    name: 'scanner',
    value: 'KIND[:PATH]',
    help: 'hid-pos (USB), or serial:/dev/ttyACM0 (9600 Bd, else add @115200); one that is a keyboard needs nothing',
  },
  {
    name: 'scan-labels',
    value: 'LIST',
    help: `in-store weighed codes: prefix, P PLU, W grams, M fen, X anything, C check (default ${usualLabels.join(',')})`,
  },
  {
    name: 'scan-payments',
    value: 'LIST',
    help: `payment codes, NAME:PREFIXES:DIGITS (default ${usualPayments.join(',')})`,
  },
  { name: 'trade', value: 'NAME', help: 'what the stall sells, for the first keys (default: asked at the first run)' },
  { name: 'kiosk', value: null, help: 'fill the screen, Electron only; Ctrl+Shift+Q leaves' },
  { name: 'help', value: null, help: 'this text' },
];

const envName = (flag: string): string => `STALL_${flag.toUpperCase().replaceAll('-', '_')}`;

function helpText(): string {
  const rows = flags.map(
    ({ name, value, help }) => `  ${`--${name}${value === null ? '' : ` ${value}`}`.padEnd(30)}${help}`,
  );
  return [
    'Stall POS terminal 摊位收银',
    '',
    ...rows,
    '',
    'Each flag may also be set in the environment (--scale-path is STALL_SCALE_PATH) or in terminal.json',
    'in the data folder ({"scale-path": "/dev/ttyUSB0"}). A flag wins over the environment, that over the file.',
    '',
  ].join('\n');
}

/** The system's folder for an application's data. Both hosts use the same one, so that they exclude each other. */
export function defaultDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  const name = join('stall-pos', 'terminal');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), name);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', name);
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), name);
}

/** `--virtual` may stand without its value, which node:util can't say. */
function fillVirtual(argv: readonly string[]): string[] {
  return argv.flatMap((arg, at) => {
    const next = argv[at + 1];
    return arg === '--virtual' && (next === undefined || next.startsWith('-')) ? ['--virtual=os2'] : [arg];
  });
}

type Given = Readonly<Record<string, string>>;

/** Flags as given. With `foreign` those of Chromium, which Electron leaves among ours, are passed over. */
function readFlags(argv: readonly string[], foreign: boolean): Given | string {
  try {
    const { values } = parseArgs({
      args: fillVirtual(argv),
      options: Object.fromEntries(
        flags.map(({ name, value }) => [name, { type: value === null ? 'boolean' : 'string' } as const]),
      ),
      strict: !foreign,
      allowPositionals: foreign,
    });
    const known = Object.entries(values).filter(([name]) => flags.some((flag) => flag.name === name));
    const wanting = known.find(
      ([name, value]) => value === true && flags.some((flag) => flag.name === name && flag.value !== null),
    );
    if (wanting !== undefined) return `--${wanting[0]} needs a value`;
    return Object.fromEntries(known.map(([name, value]) => [name, String(value)]));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function readFile(text: string | null): Given | string {
  if (text === null) return {};
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return 'terminal.json is not JSON';
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return 'terminal.json must hold one object';
  const entries = Object.entries(raw);
  const strange = entries.find(
    ([name, value]) =>
      !flags.some((flag) => flag.name === name) || !['string', 'number', 'boolean'].includes(typeof value),
  );
  if (strange !== undefined) return `terminal.json: ${JSON.stringify(strange[0])} is no setting of the terminal`;
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

export interface OptionSources {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Home directory. */
  readonly home?: string;
  /** Text of a file, or null when there is none; asked for terminal.json in the data folder. */
  readonly readText: (path: string) => string | null;
  readonly foreignFlags: boolean;
}

/** Reads and checks everything a terminal is started with. `why` is one sentence for the person who started it. */
export function parseOptions(sources: OptionSources): ParsedOptions {
  const argv = readFlags(sources.argv, sources.foreignFlags);
  if (typeof argv === 'string') return { ok: false, why: argv };
  if (argv['help'] === 'true') return { ok: true, help: helpText() };
  const env = Object.fromEntries(
    flags.flatMap(({ name }) => {
      const value = sources.env[envName(name)];
      return value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  );
  const dir = argv['dir'] ?? env['dir'] ?? defaultDir(sources.platform, sources.env, sources.home ?? homedir());
  const file = readFile(sources.readText(join(dir, 'terminal.json')));
  if (typeof file === 'string') return { ok: false, why: file };
  return check(dir, { ...file, ...env, ...argv });
}

function check(dir: string, given: Given): ParsedOptions {
  const no = (why: string): ParsedOptions => ({ ok: false, why });

  const port = given['port'] ?? '0';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return no(`--port must be 0 to 65535, not ${port}`);

  const server = given['server'] ?? null;
  if (server !== null && !(URL.canParse(server) && /^https?:$/.test(new URL(server).protocol)))
    return no(`--server must be an http or https address, not ${server}`);

  const takeaway = given['takeaway'] === undefined ? null : resolve(given['takeaway']);
  const mirror = given['mirror'] === undefined ? null : resolve(given['mirror']);

  const wanted = given['virtual'] ?? null;
  const virtual =
    wanted === null || wanted === 'false'
      ? null
      : virtualProtocols.find((one) => one === (wanted === 'true' ? 'os2' : wanted));
  if (virtual === undefined) return no(`--virtual must be ${virtualProtocols.join(', ')}, not ${wanted}`);

  if (
    virtual !== null &&
    ['scale-path', 'scale-protocol', 'scale2-path', 'scale2-protocol', 'printer'].some(
      (name) => given[name] !== undefined,
    )
  )
    return no('--virtual stands for all devices: leave out --scale-path, --scale-protocol and --printer');
  const scale = parseScaleFlags(given, 'scale');
  if (typeof scale === 'string') return no(scale);
  const second = parseScaleFlags(given, 'scale2');
  if (typeof second === 'string') return no(second);

  const printer = given['printer'] === undefined ? null : parsePrinter(given['printer']);
  if (given['printer'] !== undefined && printer === null)
    return no(
      `--printer must be host:port, a device such as /dev/usb/lp0 or COM3, or a share, not ${given['printer']}`,
    );

  const labeler = parseLabeler(given['label-printer'], given['label-model']);
  if (typeof labeler === 'string') return no(labeler);

  const display = given['display'] === undefined ? null : parseDisplay(given['display']);
  if (given['display'] !== undefined && display === null)
    return no(`--display must be like led8n:/dev/ttyUSB1, not ${given['display']}`);

  const scanner = given['scanner'] === undefined ? null : parseScanner(given['scanner']);
  if (given['scanner'] !== undefined && scanner === null)
    return no(`--scanner must be hid-pos or like serial:/dev/ttyACM0, not ${given['scanner']}`);
  const scanRules = parseScanRules(given['scan-labels'], given['scan-payments']);
  if (typeof scanRules === 'string') return no(scanRules);

  const paper = given['columns'] ?? '58';
  if (paper !== '58' && paper !== '80') return no(`--columns must be 58 or 80, not ${paper}`);

  const columns = paper === '58' ? 32 : 48;
  const wantedModel = given['printer-model'] ?? `escpos-${paper}`;
  const printerModel = printerModels.find((one) => one === wantedModel);
  if (printerModel === undefined) return no(`--printer-model must be ${printerModels.join(', ')}, not ${wantedModel}`);
  if (printerProfiles[printerModel].columns !== columns && given['columns'] !== undefined)
    return no(`--printer-model ${printerModel} is not for --columns ${paper}`);

  return {
    ok: true,
    options: {
      dir,
      port: Number(port),
      server,
      enrolCode: given['enrol-code'] ?? null,
      mirror,
      takeaway,
      virtual,
      scale,
      secondScale: second,
      printer,
      columns: printerProfiles[printerModel].columns,
      printerModel,
      logo: given['logo'] === undefined ? null : resolve(given['logo']),
      labeler,
      display,
      scanner,
      scanRules,
      trade: given['trade'] ?? 'vegetables',
      firstRun: given['trade'] === undefined && given['enrol-code'] === undefined,
      kiosk: given['kiosk'] === 'true',
    },
  };
}
