import type { DrawerDeviceView, LabelPrinterDeviceView, PrinterDeviceView, ScanBy, ShownScan } from '../device-view.ts';
import type { DeviceState } from '../scale.ts';
import { labelerEn, labelerZh } from './labeler.ts';

/** The devices beside the scale, and the curve of a weighing. */
export interface DeviceCardsTexts {
  readonly deviceCards: {
    readonly port: (port: string) => string;
    readonly printer: string;
    readonly printerNone: string;
    readonly printerSays: (says: string, state: DeviceState) => string;
    /** What to do; empty when all is well. */
    readonly printerHelp: (says: string, state: DeviceState) => string;
    readonly testPrint: string;
    readonly testPrinted: (test: PrinterDeviceView['test']) => string;
    readonly labeler: string;
    readonly labelerHelp: string;
    readonly testLabel: string;
    readonly labelTested: (test: LabelPrinterDeviceView['test']) => string;
    readonly drawer: string;
    readonly drawerOn: (plug: DrawerDeviceView['plug']) => string;
    readonly testDrawer: string;
    readonly drawerTested: (test: DrawerDeviceView['test']) => string;
    readonly scanner: string;
    readonly keyboardScanner: string;
    readonly scannerHelp: (state: DeviceState) => string;
    readonly scans: (count: number) => string;
    readonly scanKind: (kind: ShownScan['kind']) => string;
    readonly scanBy: (by: ScanBy) => string;
    readonly noScan: string;
    readonly display: string;
    readonly testDisplay: string;
    readonly testingDisplay: string;
    readonly weighings: string;
    readonly noWeighings: string;
    readonly curve: (name: string) => string;
    readonly noCurve: string;
    readonly taken: string;
    readonly back: string;
    readonly figures: (gross: string, tare: string, net: string) => string;
    readonly settled: (seconds: string, by: 'scale' | 'rule') => string;
    readonly zeroBefore: (zero: boolean) => string;
  };
}

export const deviceCardsZh: DeviceCardsTexts = {
  deviceCards: {
    port: (port) => `接口 ${port}`,
    printer: '打印机',
    printerNone: '这台没有接打印机，小票二维码可以显示在顾客屏上',
    printerSays: (says, state) => {
      if (state === 'online') return '正常';
      if (says === 'paper out') return '缺纸';
      if (says === 'cover open') return '盖子开着';
      if (says === 'offline') return '脱机';
      if (state === 'opening') return '连接中';
      return state === 'silent' ? '状态不明' : '连不上';
    },
    printerHelp: (says, state) => {
      if (state === 'online' || state === 'opening') return '';
      if (says === 'paper out') return '换一卷纸，合上盖子。2 分钟内要的小票自己补出，更早的在「未打印·可补」';
      if (says === 'cover open') return '把盖子按到底，听到咔一声';
      if (says === 'offline') return '看打印机的灯：按一下走纸键，还不行就关了再开';
      return state === 'silent'
        ? '这台打印机不答话，有没有纸只能用眼看；照样能打'
        : '看打印机开了没有，线插好没有，接口写得对不对';
    },
    testPrint: '打一张试试',
    testPrinted: (test) => {
      switch (test) {
        case 'none':
          return '';
        case 'running':
          return '正在打…';
        case 'printed':
          return '打出来了';
        case 'not_printed':
          return '没打，什么也没送出去';
        case 'unsure':
          return '可能打了，看看纸';
        default:
          return test satisfies never;
      }
    },
    labeler: '标签机',
    labelerHelp: '在卖过的一笔里按「标签」，打不出来当场就说',
    testLabel: '打一张标签试试',
    labelTested: ({ ended, why }) =>
      ended === 'not_printed' ? `没打：${labelerZh(why)}` : deviceCardsZh.deviceCards.testPrinted(ended),
    drawer: '钱箱',
    drawerOn: (plug) => (plug === 'printer' ? '接在打印机上' : '接在客显上'),
    testDrawer: '开一下试试',
    drawerTested: (test) => {
      switch (test) {
        case 'none':
          return '';
        case 'running':
          return '正在开…';
        case 'moved':
          return '开了，感应开关看到了';
        case 'still':
          return '开关没动：看看钱箱的线和锁';
        case 'unsensed':
          return '已送出；没有感应，看看开了没有';
        default:
          return test satisfies never;
      }
    },
    scanner: '扫码枪',
    keyboardScanner: '键盘式扫码枪不用设，插上就扫；中文输入法会抢键，请先关掉',
    scannerHelp: (state) =>
      state === 'online' ? '' : state === 'failed' ? '接口被别的程序占着，或者没有权限' : '插好线，插上自己连上',
    scans: (count) => `扫了 ${count} 个`,
    scanKind: (kind) => {
      switch (kind) {
        case 'payment':
          return '付款码';
        case 'label':
          return '称重码';
        case 'barcode':
          return '商品码';
        case 'gs1':
          return 'GS1 码';
        case 'proof':
          return '付款凭证';
        case 'receipt':
          return '小票码';
        case 'unknown':
          return '不认识的码';
        default:
          return kind satisfies never;
      }
    },
    scanBy: (by) => (by === 'own' ? '' : '键盘式'),
    noScan: '还没扫过，拿个条码试试',
    display: '客显',
    testDisplay: '显示 88.88',
    testingDisplay: '正显示 88.88，一称货就让开',
    weighings: '最近的称重',
    noWeighings: '还没有称过',
    curve: (name) => `${name} 的称重曲线`,
    noCurve: '这一笔没有留下曲线',
    taken: '记下',
    back: '返回',
    figures: (gross, tare, net) => `毛重 ${gross}　皮重 ${tare}　净重 ${net}`,
    settled: (seconds, by) => `${seconds} 秒稳定，${by === 'scale' ? '秤自己说的' : '看几帧得出'}`,
    zeroBefore: (zero) => (zero ? '之前回过零' : '之前低于最小称量，这种秤不报零'),
  },
};

export const deviceCardsEn: DeviceCardsTexts = {
  deviceCards: {
    port: (port) => `Port ${port}`,
    printer: 'Printer',
    printerNone: "No printer is set up here; the receipt's QR can be shown on the shopper's screen",
    printerSays: (says, state) => {
      if (state === 'online') return 'Fine';
      if (says === 'paper out') return 'Out of paper';
      if (says === 'cover open') return 'Cover open';
      if (says === 'offline') return 'Offline';
      if (state === 'opening') return 'Connecting';
      return state === 'silent' ? 'State unknown' : 'Not reached';
    },
    printerHelp: (says, state) => {
      if (state === 'online' || state === 'opening') return '';
      if (says === 'paper out')
        return 'Put in a new roll and close the cover. Receipts asked for in the last 2 minutes print by themselves; older ones wait as unprinted';
      if (says === 'cover open') return 'Press the cover down until it clicks';
      if (says === 'offline') return 'Look at its lamps: press the feed key, or switch it off and on';
      return state === 'silent'
        ? 'This printer answers nothing: only eyes can tell whether it has paper. It prints all the same'
        : 'Is it on, is the cable in, and is the port right?';
    },
    testPrint: 'Print a test',
    testPrinted: (test) => {
      switch (test) {
        case 'none':
          return '';
        case 'running':
          return 'Printing…';
        case 'printed':
          return 'Printed';
        case 'not_printed':
          return 'Not printed; nothing was sent';
        case 'unsure':
          return 'May have printed: look at the paper';
        default:
          return test satisfies never;
      }
    },
    labeler: 'Label printer',
    labelerHelp: "Labels are asked for from a line of a sale; one that can't be printed is said at once",
    testLabel: 'Print a test label',
    labelTested: ({ ended, why }) =>
      ended === 'not_printed' ? `Not printed: ${labelerEn(why)}` : deviceCardsEn.deviceCards.testPrinted(ended),
    drawer: 'Drawer',
    drawerOn: (plug) => (plug === 'printer' ? 'On the printer' : 'On the pole display'),
    testDrawer: 'Open it once',
    drawerTested: (test) => {
      switch (test) {
        case 'none':
          return '';
        case 'running':
          return 'Opening…';
        case 'moved':
          return 'Opened; its switch moved';
        case 'still':
          return 'Its switch did not move: look at the cable and the lock';
        case 'unsensed':
          return 'Sent; it has no switch, look whether it opened';
        default:
          return test satisfies never;
      }
    },
    scanner: 'Scanner',
    keyboardScanner:
      'A scanner that types needs no setting: plug it in and scan. A Chinese input method takes its keys; switch it off',
    scannerHelp: (state) =>
      state === 'online'
        ? ''
        : state === 'failed'
          ? 'Another program holds the port, or it may not be used'
          : 'Plug in its cable; it is found by itself',
    scans: (count) => `${count} read`,
    scanKind: (kind) => {
      switch (kind) {
        case 'payment':
          return 'Payment code';
        case 'label':
          return 'Weighed code';
        case 'barcode':
          return 'Barcode';
        case 'gs1':
          return 'GS1 code';
        case 'proof':
          return 'proof of payment';
        case 'receipt':
          return 'Receipt code';
        case 'unknown':
          return 'Unknown code';
        default:
          return kind satisfies never;
      }
    },
    scanBy: (by) => (by === 'own' ? '' : 'typed'),
    noScan: 'Nothing read yet; try a barcode',
    display: 'Pole display',
    testDisplay: 'Show 88.88',
    testingDisplay: 'Shows 88.88; gives way to the next load',
    weighings: 'Last weighings',
    noWeighings: 'Nothing weighed yet',
    curve: (name) => `Weighing of ${name}`,
    noCurve: 'No curve was kept of this one',
    taken: 'taken',
    back: 'Back',
    figures: (gross, tare, net) => `Gross ${gross}  Tare ${tare}  Net ${net}`,
    settled: (seconds, by) => `stable after ${seconds} s, ${by === 'scale' ? 'by the scale' : 'by frames'}`,
    zeroBefore: (zero) => (zero ? 'zero before it' : 'below Min before it; this scale tells no zero'),
  },
};
