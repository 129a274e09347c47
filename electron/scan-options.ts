import type { ScannerConfig } from '../hardware/devices.ts';
import { isLabelPattern, parsePaymentRule, usualRules } from '../shared/scan.ts';
import type { ScanRules } from '../shared/scan.ts';

/** `hid-pos` for the first such scanner, `hid-pos:/dev/hidraw2`, `serial:/dev/ttyACM0` or `serial:COM5@115200`. */
export function parseScanner(text: string): ScannerConfig | null {
  if (text === 'hid-pos') return { protocol: 'hid-pos' };
  const [, protocol, path = '', baud] = /^(hid-pos|serial):([^@]+)(?:@(\d{3,6}))?$/.exec(text) ?? [];
  if (protocol === 'hid-pos') return baud === undefined ? { protocol, path } : null;
  if (protocol !== 'serial') return null;
  return { protocol, connection: { path, baudRate: baud === undefined ? 9600 : Number(baud) } };
}

/** What stands in place of the usual rules; both lists are parted by commas. A sentence when one of them is wrong. */
export function parseScanRules(labels: string | undefined, payments: string | undefined): ScanRules | string {
  const patterns = labels === undefined ? usualRules.labels : labels.split(',').filter((one) => one !== '');
  const wrong = patterns.find((pattern) => !isLabelPattern(pattern));
  if (wrong !== undefined) return `--scan-labels must be like 21PPPPPWWWWWC, not ${wrong}`;
  if (payments === undefined) return { ...usualRules, labels: patterns };
  const rules = payments.split(',').flatMap((one) => parsePaymentRule(one) ?? []);
  return rules.length === payments.split(',').length
    ? { payments: rules, labels: patterns }
    : `--scan-payments must be like wechat:10-15:18, not ${payments}`;
}
