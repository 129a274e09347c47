import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/kernel/config/usb_gadget/stall';

export interface Gadget {
  plug(): void;
  unplug(): void;
}

/** A USB device with one function of the kernel's, such as `acm` (a serial adapter) or `printer`; unplugged until told. */
export function createGadget(functions: readonly string[]): Gadget {
  mkdirSync(ROOT);
  writeFileSync(join(ROOT, 'idVendor'), '0x0525');
  writeFileSync(join(ROOT, 'idProduct'), '0xa4a7');
  mkdirSync(join(ROOT, 'strings/0x409'));
  writeFileSync(join(ROOT, 'strings/0x409/product'), 'Stall test device');
  mkdirSync(join(ROOT, 'configs/c.1'));
  for (const name of functions) {
    mkdirSync(join(ROOT, 'functions', name));
    if (name.startsWith('printer'))
      writeFileSync(join(ROOT, 'functions', name, 'pnp_string'), 'MFG:Stall;MDL:Test;CMD:ESC/POS;');
    symlinkSync(join(ROOT, 'functions', name), join(ROOT, 'configs/c.1', name));
  }
  const controller = readdirSync('/sys/class/udc')[0] ?? '';
  return {
    plug: () => writeFileSync(join(ROOT, 'UDC'), controller),
    unplug: () => writeFileSync(join(ROOT, 'UDC'), '\n'),
  };
}
