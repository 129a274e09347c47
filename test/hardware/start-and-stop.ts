import { openDevices } from '../../hardware/devices.ts';
import { startVirtualStall } from '../../hardware/virtual/stall.ts';
import { silentLog } from '../setup/core.ts';

/** Starts a whole virtual stall with its drivers, uses it, stops it. The process must then end with nothing left to wait for. */
const now = (): number => Date.now();
const stall = await startVirtualStall({
  now,
  protocol: 'mt-sics',
  columns: 48,
  serverUrl: 'http://127.0.0.1:9',
  transport: process.argv[2] === 'tcp' ? 'tcp' : 'pty',
});
const devices = openDevices(stall.config, { now, log: silentLog });
devices.scale?.start();
stall.bench.onChange(() => {});
stall.bench.load(500);
await new Promise<void>((heard) => devices.scale?.onReading(() => heard()));
await devices.printer?.print([{ kind: 'text', text: 'A', align: 'left', bold: false, size: 'normal' }]);
await devices.scale?.stop();
await stall.stop();
process.stdout.write('stopped\n');
