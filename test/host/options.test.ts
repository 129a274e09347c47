import { describe, expect, it } from 'vitest';
import { join, resolve } from 'node:path';
import { defaultDir, parseOptions } from '../../electron/options.ts';
import { parseHostPort } from '../../electron/printer-options.ts';
import type { OptionSources, TerminalOptions } from '../../electron/options.ts';
import { usualRules } from '../../shared/scan.ts';
import { deviceConfig } from '../../electron/devices.ts';

const sources = (argv: readonly string[], more: Partial<OptionSources> = {}): OptionSources => ({
  argv,
  env: {},
  platform: 'linux',
  home: '/home/wang',
  readText: () => null,
  foreignFlags: false,
  ...more,
});
const options = (argv: readonly string[], more: Partial<OptionSources> = {}): TerminalOptions => {
  const parsed = parseOptions(sources(argv, more));
  if (!parsed.ok) throw new Error(parsed.why);
  if ('help' in parsed) throw new Error('help');
  return parsed.options;
};
const refusal = (argv: readonly string[], more: Partial<OptionSources> = {}): string => {
  const parsed = parseOptions(sources(argv, more));
  if (parsed.ok) throw new Error('was accepted');
  return parsed.why;
};

describe('what a terminal is started with', () => {
  it('knows a label printer by its place and its roll, and says what it does not know', () => {
    expect(options(['--label-printer', '192.168.1.88', '--label-model', 'tspl-60x40'])).toMatchObject({
      labeler: { connection: { kind: 'tcp', host: '192.168.1.88', port: 9100 }, model: 'tspl-60x40' },
    });
    expect(options(['--label-printer', '/dev/usb/lp1'])).toMatchObject({ labeler: { model: 'tspl-40x30' } });
    expect(refusal(['--label-model', 'zpl'])).toContain('--label-model');
  });

  it('knows the picture above receipts, from the folder it was started in', () => {
    expect(options(['--logo', 'stall.png'])).toMatchObject({ logo: resolve('stall.png') });
    expect(options(['--virtual', '--logo', '/etc/stall.png'])).toMatchObject({ logo: resolve('/etc/stall.png') });
  });

  it('needs nothing: real devices, none named, offline, data in the folder of the system', () => {
    expect(options([])).toEqual({
      dir: join('/home/wang', '.local', 'share', 'stall-pos', 'terminal'),
      port: 0,
      server: null,
      enrolCode: null,
      mirror: null,
      takeaway: null,
      virtual: null,
      scale: null,
      secondScale: null,
      printer: null,
      columns: 32,
      printerModel: 'escpos-58',
      logo: null,
      labeler: null,
      display: null,
      scanner: null,
      scanRules: usualRules,
      trade: 'vegetables',
      firstRun: true,
      kiosk: false,
    });
    expect(deviceConfig(options([]))).toEqual({
      scale: null,
      printer: null,
      labeler: null,
      display: null,
      scanner: null,
    });
  });

  it('knows where each system keeps data', () => {
    expect(defaultDir('linux', { XDG_DATA_HOME: '/x' }, '/home/w')).toBe(join('/x', 'stall-pos', 'terminal'));
    expect(defaultDir('darwin', {}, '/Users/w')).toBe(
      join('/Users/w', 'Library', 'Application Support', 'stall-pos', 'terminal'),
    );
    expect(defaultDir('win32', { LOCALAPPDATA: 'L' }, 'H')).toBe(join('L', 'stall-pos', 'terminal'));
  });

  it.each([
    [['--virtual'], 'os2'],
    [['--virtual', 'mt-sics'], 'mt-sics'],
    [['--virtual', '--port', '1'], 'os2'],
    [['--virtual=mt-sics'], 'mt-sics'],
  ])('takes %j as the virtual %s', (argv, protocol) => expect(options(argv).virtual).toBe(protocol));

  it('names a second scale beside the first', () => {
    const first = ['--scale-path', '/dev/ttyUSB0', '--scale-protocol', 'os2', '--scale-plate', '15000/5/A1'];
    const second = ['--scale2-path', '/dev/ttyUSB1', '--scale2-protocol', 'st-gs', '--scale2-plate', '6000/2/B1'];
    expect(deviceConfig(options([...first, ...second])).second).toEqual({
      protocol: 'st-gs',
      connection: { kind: 'serial', path: '/dev/ttyUSB1' },
      plate: { id: 'scale-2', serial: 'B1', maxG: 6000, eG: 2 },
    });
    expect(deviceConfig(options(first)).second).toBe(undefined);
    expect(refusal(second.slice(0, 4))).toBe(
      '--scale2-protocol needs --scale2-plate: Max and e in grams, as on the nameplate',
    );
  });

  it('names a scale on a serial port, behind a device server, and on USB', () => {
    const plate = ['--scale-plate', '15000/5/A123'];
    expect(deviceConfig(options(['--scale-path', '/dev/ttyUSB0', '--scale-protocol', 'os2', ...plate])).scale).toEqual({
      protocol: 'os2',
      connection: { kind: 'serial', path: '/dev/ttyUSB0' },
      plate: { id: 'scale-1', serial: 'A123', maxG: 15_000, eG: 5 },
    });
    expect(
      deviceConfig(options(['--scale-path', 'COM3', '--scale-protocol', 'mt-sics', ...plate])).scale?.connection,
    ).toEqual({ kind: 'serial', path: 'COM3' });
    expect(
      deviceConfig(options(['--scale-path', '192.168.1.9:4001', '--scale-protocol', 'os2', ...plate])).scale
        ?.connection,
    ).toEqual({ kind: 'tcp', host: '192.168.1.9', port: 4001 });
    expect(deviceConfig(options(['--scale-protocol', 'hid-pos', ...plate])).scale?.connection).toEqual({ kind: 'hid' });
  });

  it('says how frames are read that do not tell it themselves', () => {
    const scale = (protocol: string, variant: string) => [
      '--scale-path',
      'COM3',
      '--scale-protocol',
      protocol,
      '--scale-plate',
      '15000/5',
      '--scale-variant',
      variant,
    ];
    const read = (protocol: string, variant: string) => deviceConfig(options(scale(protocol, variant))).scale?.options;
    expect(read('d2', 'forward,jin')).toEqual({ digits: 'forward', unit: 'jin' });
    expect(read('d2', 'forward')).toEqual({ digits: 'forward', unit: 'kg' });
    expect(read('a9', 'jin')).toEqual({ unit: 'jin' });
    expect(read('adam', 'P')).toEqual({ question: 'P' });
    expect(refusal(scale('a9', 'forward'))).toBe('--scale-variant of a9 must be one of kg g jin, not forward');
    expect(refusal(scale('os2', 'jin'))).toBe('--scale-protocol os2 has no variants');
    expect(refusal(['--scale-variant', 'jin'])).toBe('--scale-variant needs --scale-protocol');
  });

  it('names a printer and its paper', () => {
    expect(deviceConfig(options(['--printer', '192.168.1.50', '--columns', '80'])).printer).toEqual({
      connection: { kind: 'tcp', host: '192.168.1.50', port: 9100 },
      model: 'escpos-80',
    });
    expect(options(['--printer', '[fe80::1]:9101']).printer).toEqual({ kind: 'tcp', host: 'fe80::1', port: 9101 });
    expect(options(['--printer', '/dev/usb/lp0']).printer).toEqual({ kind: 'usb', path: '/dev/usb/lp0' });
    expect(options(['--printer', 'COM3']).printer).toEqual({ kind: 'serial', path: 'COM3' });
    expect(options(['--printer', '\\\\localhost\\POS58']).printer).toEqual({
      kind: 'queue',
      path: '\\\\localhost\\POS58',
    });
    expect(options(['--printer-model', 'gbk-80'])).toMatchObject({ printerModel: 'gbk-80', columns: 48 });
  });

  it('names a display on a pole', () => {
    expect(options(['--display', 'led8n:/dev/ttyUSB1']).display).toEqual({
      protocol: 'led8n',
      connection: { path: '/dev/ttyUSB1', baudRate: 2400 },
    });
    expect(options(['--display', 'led8n:COM4@9600']).display?.connection).toEqual({ path: 'COM4', baudRate: 9600 });
    expect(options(['--display', 'cd5220:/dev/ttyS1']).display?.connection.baudRate).toBe(9600);
  });

  it('names a scanner, and how codes are read', () => {
    expect(options(['--scanner', 'hid-pos']).scanner).toEqual({ protocol: 'hid-pos' });
    expect(options(['--scanner', 'hid-pos:/dev/hidraw2']).scanner).toEqual({
      protocol: 'hid-pos',
      path: '/dev/hidraw2',
    });
    expect(options(['--scanner', 'serial:COM5@115200']).scanner).toEqual({
      protocol: 'serial',
      connection: { path: 'COM5', baudRate: 115_200 },
    });
    const { scanRules } = options(['--scan-labels', '28PPPPXMMMMMC', '--scan-payments', 'ecny:01:19']);
    expect(scanRules).toEqual({
      labels: ['28PPPPXMMMMMC'],
      payments: [{ channel: 'ecny', from: '01', to: '01', minDigits: 19, maxDigits: 19 }],
    });
  });

  it('lets a flag win over the environment and that over the file', () => {
    const more = {
      env: { STALL_TRADE: 'fish', STALL_COLUMNS: '80' },
      readText: (path: string) =>
        path === join('/d', 'terminal.json') ? '{"trade":"pork","columns":58,"server":"https://market.example"}' : null,
    };
    expect(options(['--dir', '/d', '--trade', 'tofu'], more)).toMatchObject({
      trade: 'tofu',
      columns: 48,
      server: 'https://market.example',
    });
  });

  it('passes over the flags of Chromium in the shell, and only there', () => {
    expect(options(['--no-sandbox', '--kiosk', 'app', '--port', '5'], { foreignFlags: true })).toMatchObject({
      kiosk: true,
      port: 5,
    });
    expect(refusal(['--no-sandbox'])).toMatch(/no-sandbox/);
  });

  it('explains every flag', () => {
    const parsed = parseOptions(sources(['--help']));
    const help = parsed.ok && 'help' in parsed ? parsed.help : '';
    for (const name of [
      'dir',
      'port',
      'server',
      'enrol-code',
      'mirror',
      'takeaway',
      'virtual',
      'scale-path',
      'scale-protocol',
      'scale-plate',
      'printer',
      'columns',
      'printer-model',
      'display',
      'scanner',
      'scan-labels',
      'scan-payments',
      'trade',
      'kiosk',
      'help',
    ])
      expect(help).toContain(`--${name}`);
  });

  it.each([
    [['--port', '70000'], /port/],
    [['--port', 'x'], /port/],
    [['--server', 'market'], /server/],
    [['--server', 'file:///etc'], /server/],
    [['--virtual', 'foo'], /virtual/],
    [['--scale-path', '/dev/ttyS0'], /needs --scale-protocol/],
    [['--scale-protocol', 'os2', '--scale-plate', '15000/5'], /needs --scale-path/],
    [['--scale-protocol', 'xyz'], /os2/],
    [['--scale-path', 'COM1', '--scale-protocol', 'os2'], /nameplate/],
    [['--scale-path', 'COM1', '--scale-protocol', 'os2', '--scale-plate', '15000/0'], /15000\/5/],
    [['--scale-path', 'COM1', '--scale-protocol', 'os2', '--scale-plate', '15/5'], /15000\/5/],
    [['--printer', 'a b'], /printer/],
    [['--printer', 'p:0'], /printer/],
    [['--columns', '76'], /58 or 80/],
    [['--printer-model', 'x'], /must be/],
    [['--display', 'vfd:/dev/ttyS1'], /must be like/],
    [['--scanner', 'usb'], /hid-pos or like serial/],
    [['--scan-labels', '21PPPPP'], /must be like 21PPPPPWWWWWC, not 21PPPPP/],
    [['--scan-payments', 'wechat:10-15'], /must be like wechat:10-15:18/],
    [['--printer-model', 'gbk-80', '--columns', '58'], /not for/],
    [['--virtual', '--printer', 'p'], /leave out/],
    [['--unknown'], /unknown/],
    [['--dir'], /dir/],
    [['stray'], /stray/],
  ])('refuses %j in one sentence', (argv, words) => expect(refusal(argv)).toMatch(words));

  it.each([
    ['{', /JSON/],
    ['[]', /object/],
    ['{"prot":"x"}', /prot/],
    ['{"port":{}}', /port/],
  ])('refuses the file %s', (text, words) => expect(refusal([], { readText: () => text })).toMatch(words));

  it('tells a host with a port from a device path', () => {
    expect(parseHostPort('/dev/ttyUSB0', null)).toBeNull();
    expect(parseHostPort('COM3', null)).toBeNull();
    expect(parseHostPort('moxa:4001', null)).toEqual({ host: 'moxa', port: 4001 });
    expect(parseHostPort('moxa:70000', null)).toBeNull();
  });
});
