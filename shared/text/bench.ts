import type { LabelerFault } from '../bench-view.ts';
import { things } from './plural.ts';

/** The virtual bench. */
export interface BenchTexts {
  readonly bench: {
    readonly title: string;
    readonly subtitle: string;
    readonly network: string;
    readonly online: string;
    readonly slow: string;
    readonly offline: string;
    readonly scale: string;
    readonly stable: string;
    readonly moving: string;
    readonly overload: string;
    readonly tare: (kg: string) => string;
    readonly slider: string;
    readonly empty: string;
    readonly tareKey: string;
    readonly shake: string;
    readonly water: string;
    readonly over: string;
    readonly presets: string;
    readonly frame: string;
    readonly scanner: string;
    readonly scanned: (times: number) => string;
    readonly unplug: string;
    readonly unplugged: string;
    readonly code: string;
    readonly codes: string;
    readonly scan: string;
    readonly codeKind: (kind: 'barcode' | 'label' | 'payment' | 'receipt') => string;
    readonly printer: string;
    readonly paperWidth: (mm: number, columns: number) => string;
    readonly paperOut: string;
    readonly coverOpen: string;
    readonly off: string;
    readonly tear: string;
    readonly noPaper: string;
    readonly picture: string;
    readonly qr: string;
    readonly paper: string;
    readonly labeler: string;
    readonly label: string;
    readonly noLabel: string;
    readonly labelerFault: (fault: Exclude<LabelerFault, 'none'>) => string;
    readonly drawer: string;
    readonly open: string;
    readonly closed: string;
    readonly kicked: (clock: string, times: number) => string;
    readonly neverKicked: string;
    readonly shut: string;
  };
}

export const benchZh: BenchTexts = {
  bench: {
    title: '虚拟摊位',
    subtitle: '没有设备，也能完整卖一天',
    network: '网络',
    online: '在线',
    slow: '慢',
    offline: '断网',
    scale: '秤',
    stable: '稳定',
    moving: '在动',
    overload: '超载',
    tare: (kg) => `皮重 ${kg}`,
    slider: '盘上的重量',
    empty: '拿空',
    tareKey: '去皮',
    shake: '晃动',
    water: '留水渍',
    over: '超载',
    presets: '放上',
    frame: '发出',
    scanner: '扫码枪',
    scanned: (times) => `扫了 ${times} 次`,
    unplug: '拔线',
    unplugged: '线拔了',
    code: '条码或二维码的内容',
    codes: '现成的码',
    scan: '扫',
    codeKind: (kind) => ({ barcode: '商品条码', label: '称重码', payment: '付款码', receipt: '小票码' })[kind],
    printer: '打印机',
    paperWidth: (mm, columns) => `${mm} mm · ${columns} 列`,
    paperOut: '缺纸',
    coverOpen: '开盖',
    off: '断电',
    tear: '撕纸',
    noPaper: '还没有纸出来',
    picture: '图',
    qr: '小票核对码',
    paper: '打印纸',
    labeler: '标签机',
    label: '标签',
    noLabel: '还没有标签出来',
    labelerFault: (fault) => ({ paper_out: '缺标签', cover_open: '开盖', no_ribbon: '没碳带', paused: '暂停' })[fault],
    drawer: '钱箱',
    open: '开着',
    closed: '关着',
    kicked: (clock, times) => `${clock} 第 ${times} 次打开`,
    neverKicked: '还没打开过',
    shut: '关上',
  },
};

export const benchEn: BenchTexts = {
  bench: {
    title: 'Virtual stall',
    subtitle: 'A whole day of selling without a device',
    network: 'Network',
    online: 'Online',
    slow: 'Slow',
    offline: 'Offline',
    scale: 'Scale',
    stable: 'stable',
    moving: 'moving',
    overload: 'overload',
    tare: (kg) => `tare ${kg}`,
    slider: 'Weight on the pan',
    empty: 'Empty',
    tareKey: 'Tare',
    shake: 'Shake',
    water: 'Puddle',
    over: 'Overload',
    presets: 'Put on',
    frame: 'Sent',
    scanner: 'Scanner',
    scanned: (times) => `read ${things(times, 'time', 'times')}`,
    unplug: 'Unplug',
    unplugged: 'unplugged',
    code: 'What the code says',
    codes: 'Ready codes',
    scan: 'Scan',
    codeKind: (kind) =>
      ({ barcode: 'Barcode', label: 'Weighed code', payment: 'Payment code', receipt: 'Receipt' })[kind],
    printer: 'Printer',
    paperWidth: (mm, columns) => `${mm} mm · ${columns} columns`,
    paperOut: 'No paper',
    coverOpen: 'Cover',
    off: 'Power',
    tear: 'Tear off',
    noPaper: 'Nothing printed yet',
    picture: 'Picture',
    qr: 'Receipt check code',
    paper: 'Printed paper',
    labeler: 'Label printer',
    label: 'Label',
    noLabel: 'No label yet',
    labelerFault: (fault) =>
      ({ paper_out: 'No labels', cover_open: 'Cover', no_ribbon: 'No ribbon', paused: 'Paused' })[fault],
    drawer: 'Drawer',
    open: 'open',
    closed: 'closed',
    kicked: (clock, times) => `${clock}, opened ${things(times, 'time', 'times')}`,
    neverKicked: 'Not opened yet',
    shut: 'Shut',
  },
};
