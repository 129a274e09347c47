/** 带走: the books as files. */
export interface TakeawayTexts {
  readonly takeaway: {
    readonly title: string;
    readonly open: string;
    readonly how: string;
    readonly form: string;
    readonly xlsx: string;
    readonly csv: string;
    readonly where: string;
    readonly stick: (name: string) => string;
    readonly noPlace: string;
    readonly write: (name: string) => string;
    readonly writing: string;
    readonly written: (files: number) => string;
  };
}

export const takeawayZh: TakeawayTexts = {
  takeaway: {
    title: '带走账本',
    open: '带走',
    how: '销售、明细、收款、日账、毛利各一个表，断网也能写',
    form: '格式',
    xlsx: 'Excel 表格',
    csv: 'CSV',
    where: '写到哪里',
    stick: (name) => `U 盘 ${name}`,
    noPlace: '插上 U 盘，这里会出现',
    write: (name) => `写到 ${name}`,
    writing: '正在写，别拔',
    written: (files) => `写好了 ${files} 个表，可以拔了`,
  },
};

export const takeawayEn: TakeawayTexts = {
  takeaway: {
    title: 'Take the books away',
    open: 'Take away',
    how: 'Sales, lines, payments, day books and margins, a table each; works offline',
    form: 'Format',
    xlsx: 'Excel',
    csv: 'CSV',
    where: 'Where to',
    stick: (name) => `Stick ${name}`,
    noPlace: 'Plug a stick in; it will show here',
    write: (name) => `Write to ${name}`,
    writing: 'Writing: leave it in',
    written: (files) => `${files} tables written; it can be pulled out`,
  },
};
