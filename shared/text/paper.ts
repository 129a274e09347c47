import { things } from './plural.ts';

/** The list of paper that was asked for and did not come. */
export interface PaperTexts {
  readonly paper: {
    readonly title: string;
    readonly none: string;
    readonly how: string;
    /** Why it is not on paper, by what the printer or its line said. */
    readonly why: (says: string) => string;
    readonly marked: string;
    readonly gone: string;
    readonly print: string;
    readonly leave: string;
    readonly printAll: (count: number) => string;
    readonly leaveAll: string;
    readonly leaveSure: (count: number) => string;
    readonly label: string;
    readonly labelOf: (name: string) => string;
    readonly labelOut: (sure: boolean) => string;
  };
}

export const paperZh: PaperTexts = {
  paper: {
    title: '未打印 · 可补',
    none: '要的小票都打出来了',
    how: '超过 2 分钟的小票不会自己打出来，免得打给下一位客人',
    why: (says) => {
      switch (says) {
        case 'paper out':
          return '缺纸';
        case 'cover open':
          return '盖子开着';
        case 'offline':
          return '打印机脱机';
        case 'no answer':
          return '打印机没反应';
        case '没有打印机':
          return '没有打印机';
        case '':
          return '过了 2 分钟';
        default:
          return '打印机没连上';
      }
    },
    marked: '会印“重打印”',
    gone: '找不到这一笔',
    print: '补打',
    leave: '不用了',
    printAll: (count) => `全部补打 ${count} 张`,
    leaveAll: '都不用了',
    leaveSure: (count) => `再按一次，${count} 张都不打了`,
    label: '标签',
    labelOf: (name) => `打 ${name} 的标签`,
    labelOut: (sure) => (sure ? '标签打出来了' : '标签可能打了，看看标签机'),
  },
};

export const paperEn: PaperTexts = {
  paper: {
    title: 'Not printed',
    none: 'All receipts that were asked for are on paper',
    how: 'A receipt older than 2 minutes does not print by itself: it would come out for the next shopper',
    why: (says) => {
      switch (says) {
        case 'paper out':
          return 'out of paper';
        case 'cover open':
          return 'cover open';
        case 'offline':
          return 'printer offline';
        case 'no answer':
          return 'no answer from the printer';
        case '没有打印机':
          return 'no printer';
        case '':
          return 'older than 2 minutes';
        default:
          return 'printer not reached';
      }
    },
    marked: 'will say 重打印',
    gone: 'this entry is not to be found',
    print: 'Print',
    leave: 'Leave',
    printAll: (count) => `Print ${things(count, 'receipt', 'receipts')}`,
    leaveAll: 'Leave all',
    leaveSure: (count) => `Press again: ${things(count, 'receipt is', 'receipts are')} left unprinted`,
    label: 'Label',
    labelOf: (name) => `Print a label for ${name}`,
    labelOut: (sure) => (sure ? 'The label is out' : 'The label may be out: look at the printer'),
  },
};
