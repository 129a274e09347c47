import { shanghaiTime } from '../day.ts';
import { yuanText } from '../money.ts';
import type { TextTable } from './text.ts';

/** The Chinese screens. */
export const zh: TextTable = {
  language: 'zh',
  common: {
    close: '关',
    erase: '退一格',
    done: '好了',
    perBasis: (basisG) => (basisG === 1000 ? '/kg' : `/${basisG} g`),
    perPiece: (unit) => `/${unit}`,
    selling: '卖货',
    connecting: '正在连接收银程序…',
    lineLost: '和收银程序断开了，正在重连，请再点一次',
  },
  rail: {
    label: '分类',
    menu: '菜单',
    seller: '卖货人',
    mine: '我的',
    find: '找货',
    findNote: '拼音·号',
    portion: '按份',
  },
  tile: { armed: '待称', taken: '已记', cap: '限价', ask: '点此定价', addOne: '加一样', none: '这一类还没有货' },
  weigh: {
    label: '称重',
    stable: '稳定',
    moving: '未稳定',
    taken: '已记',
    zero: '零位',
    tareOn: '去皮',
    tareShown: (kg) => `皮重 ${kg}`,
    tareClear: (kg) => `清皮 ${kg}`,
    tareLabel: (kg) => `皮重 ${kg}，点一下去皮`,
    putOn: '放上货，点货',
    pick: '点一样货',
    takeOff: '已经卖出，请拿下再称',
    update: '更新',
    zeroKey: '置零',
    scaleZeroKey: '请按秤上的“置零”键',
    portionKey: '按份卖',
    other: '其他',
    noWeight: '没有重量',
    onePiece: (price) => `卖一个 ${price}`,
    priceLabel: (name, price) => `${name} ${price}，点一下改价`,
    reason: (reason, { min, max }) => {
      switch (reason) {
        case 'no_scale':
          return '秤没连上';
        case 'overload':
          return `超过 ${max}`;
        case 'below_zero':
          return '低于零位';
        case 'loaded_start':
          return '请重新置零';
        case 'residue':
          return '请先归零';
        case 'unstable':
          return '未稳定';
        case 'below_min':
          return `低于 ${min}`;
        default:
          return reason satisfies never;
      }
    },
    mends: (reason) => {
      switch (reason) {
        case 'no_scale':
          return '查一下秤的线和电，按份照样能卖';
        case 'overload':
          return '拿下一些，分两次称';
        case 'below_zero':
          return '盘子放正，再置零';
        case 'loaded_start':
          return '开机时秤上有东西，拿空再置零';
        case 'residue':
          return '擦干净，或点置零';
        case 'unstable':
          return '等一下，别碰秤盘';
        case 'below_min':
          return '太轻了，按份卖';
        default:
          return reason satisfies never;
      }
    },
    chosen: ['已选', '，归零后放上就称'],
  },
  cart: {
    tabs: '顾客',
    next: '下一位',
    newShopper: '新顾客',
    held: '挂单',
    waiting: '待付',
    paid: '已付',
    beforeCut: (clock) => `断电前 ${clock}`,
    items: (first, count) => (count > 1 ? `${first}等${count}` : first),
    onPan: '在秤上',
    fromLabel: '标签',
    gift: '赠',
    portion: '按份',
    conceded: (amount) => `让 ${amount}`,
    remove: (name) => `删掉${name}`,
    fewer: (name) => `${name}少一个`,
    removed: (name) => `删了${name}`,
    undo: '撤销',
    empty: '还没有货',
    emptyHint: '置零，放上，点货',
    due: '应收',
    agreeLabel: (amount) => `应收 ${amount} 元，点一下改价`,
    lineHint: '，点一下让价',
    rounding: (rounding) => (rounding === 'jiao' ? '抹零到角' : rounding === 'yuan' ? '抹零到元' : '不抹零'),
    roundedOff: (amount) => `抹零 ${amount}`,
    agreed: '谈好的价',
  },
  tender: { cash: '现金', more: '更多', busy: '记账中…' },
  strip: {
    label: '上一笔',
    last: '上一笔',
    none: '今天还没有卖出',
    items: (first, count) => (count > 1 ? `${first} 等 ${count} 样` : first),
    state: (state) => {
      switch (state) {
        case 'cash':
          return '现金';
        case 'confirmed':
        case 'proven_offline':
          return '已到账';
        case 'unproven':
          return '未到账';
        case 'external':
          return '刷卡/其他';
        case 'credit':
          return '赊账';
        default:
          return state satisfies never;
      }
    },
    paid: (note) => `付 ${note}`,
    change: '找',
    looked: '查到的小票',
    back: '回到上一笔',
    print: '打小票',
    printLong: '长票',
    reprint: '重打',
    printing: '正在打',
    queued: '排队打印',
    unsure: (count) => (count > 1 ? `${count} 张小票可能已经打出来了` : '那张小票可能已经打出来了'),
    again: '再打一张',
    letBe: '不用了',
    unprinted: (count) => `未打印 ${count} 张 · 可补`,
    printNow: '补打',
  },
  bar: {
    online: '在线',
    uploaded: '都已上传',
    offline: '断网，照常卖',
    pending: (count) => `${count} 笔待传`,
    never: '未连市场',
    setAside: (count) => `${count} 笔服务器待查`,
    alarm: (alarm) => {
      switch (alarm) {
        case 'image':
          return '这台是从旧备份恢复的，已换新账本，照常卖；请告诉市场';
        case 'fork':
          return '同一个号有两笔不同的账，两笔都留着；请告诉市场';
        case 'rebuilt':
          return '这台重装过，照常卖；请向市场要换机码';
        case 'superseded':
          return '另一台机器已接替这台，别再用这台卖；请找市场';
        case 'revoked':
          return '市场已停用这台；请找市场';
        case 'server_key':
          return '市场服务器的签名变了，照常卖；请告诉市场';
        default:
          return alarm satisfies never;
      }
    },
    scale: '秤',
    scanner: '扫码枪',
    printer: '打印机',
    device: (state) => {
      switch (state) {
        case 'absent':
          return '没接';
        case 'opening':
          return '连接中';
        case 'online':
          return '';
        case 'silent':
          return '没反应';
        case 'failed':
          return '坏了';
        default:
          return state satisfies never;
      }
    },
    printerSays: (says) => {
      switch (says) {
        case 'paper out':
          return '缺纸';
        case 'cover open':
          return '盖子开着';
        case 'offline':
          return '脱机了';
        case 'unknown':
          return '状态不明';
        case 'no answer':
          return '没反应';
        default:
          return '';
      }
    },
    mode: (mode) => (mode === 'training' ? '训练模式，不是交易' : mode === 'simulated' ? '模拟' : ''),
    stall: (no, name) => `${no}号摊 ${name}`.trim(),
    plu: (typed, name) => `号 ${typed} ${name}`.trim(),
  },
  health: {
    title: '这台收银机',
    more: (count) => `另有 ${count} 项`,
    notes: {
      disk_full: () => ({
        short: '磁盘满了，先别称新货',
        todo: '电脑磁盘满了，预留的也用完了。记过的账都在，没结的单也在，还能收款。请删掉电脑上不用的文件；腾出来就接着卖，不用重启。',
      }),
      integrity_failed: ({ fault }) => {
        switch (fault.what) {
          case 'file':
            return {
              short: '账本文件有损坏',
              todo: '磁盘上的账本有一处坏了，可以照常卖。磁盘可能快坏了，请今天就报修；不要删除或拷贝账本文件。',
            };
          case 'entry':
            return {
              short: `旧账第 ${fault.epoch}-${fault.seq} 笔对不上`,
              todo: `从旧账第 ${fault.epoch}-${fault.seq} 笔起对不上，可以照常卖，新的账不受影响。请报修，由市场核对；不要删除账本文件。`,
            };
          case 'behind':
            return {
              short: `账本少了最后 ${fault.missing} 笔`,
              todo: `这台机记过的最后 ${fault.missing} 笔账不在了，账本像是旧的一份。请马上报修，由市场找回；不要删除任何文件。`,
            };
          default:
            return fault satisfies never;
        }
      },
      disk_reserve: ({ salesLeft }) => ({
        short: `磁盘满了，还能卖约 ${salesLeft} 笔`,
        todo: `电脑磁盘满了，现在用预留的地方记账，约够 ${salesLeft} 笔；称重的凭证先不存。请删掉电脑上不用的文件，腾出 1 GB 以上。`,
      }),
      clock_back: ({ lastAt }) => ({
        short: '时钟不对',
        todo: `电脑的时间比上一笔（${shanghaiTime(lastAt)}）还早。可以照常卖，但小票和日结的日期会错；请把时间调对。`,
      }),
      disk_low: ({ salesLeft, daysLeft }) => ({
        short: daysLeft === 0 ? `磁盘快满，约够 ${salesLeft} 笔` : `磁盘快满，约够 ${daysLeft} 天`,
        todo: `电脑磁盘快满了，约够再卖 ${salesLeft} 笔。请删掉不用的文件，腾出 1 GB 以上。`,
      }),
      flush_slow: ({ p50Ms, p99Ms }) => ({
        short: '磁盘变慢了',
        todo: `记一笔账一般要 ${p50Ms} 毫秒，慢的时候 ${p99Ms} 毫秒。账不会丢，但磁盘可能快坏了，请早点报修换盘。`,
      }),
      mirror_ahead: () => ({
        short: '备份盘上的账比本机多',
        todo: '备份盘上有本机没有的账，像是本机换回了旧账。备份先停着，盘上的账一笔不动。可以照常卖；请留好这个盘，马上告诉市场。',
      }),
      mirror_missing: ({ why, waiting }) => ({
        short: {
          missing: '备份盘没插',
          foreign: '插的是别家的备份盘',
          full: '备份盘满了',
          locked: '备份盘写不进',
          failed: '备份盘出错',
        }[why],
        todo: `${
          {
            missing: '找不到备份盘，请把盘插回去，会自己补上。',
            foreign: '这个盘存的是另一台机的账，没有动它。请换回本机的盘。',
            full: '请删掉盘上别的文件，或换一个空盘。',
            locked: '盘上的写保护开着，或本机无权写。请拨开写保护，或换一个盘。',
            failed: '这个盘写不进去，可能坏了。请拔下再插，还不行就换一个。',
          }[why]
        }${waiting === null || waiting === 0 ? '' : `还有 ${waiting} 笔没备份。`}可以照常卖。`,
      }),
      mirror_behind: ({ waiting }) => ({
        short: `还有 ${waiting} 笔没备份`,
        todo: '备份盘太慢，跟不上。可以照常卖，会慢慢补上；常这样就换一个快些的盘。',
      }),
      mirror_same_disk: () => ({
        short: '备份在同一块磁盘上',
        todo: '备份和账本在同一块磁盘上，盘坏了两份都没有。请改到U盘上；如果本来就是U盘，请看它插好没有。',
      }),
    },
  },
  scan: {
    again: '刚扫过这个码，没有再记一次',
    ask: '这个码是付款，还是卖货？',
    payment: '收款',
    goods: (name) => `卖 ${name}`,
    nothing: '都不是',
  },
  find: {
    title: '找货',
    addTitle: '加一样到我的货',
    hint: '打拼音头一个字母，或货号',
    nothing: (typed) => `没有“${typed}”，少打一个试试`,
    digits: '123',
    letters: 'ABC',
    byPiece: (unit) => `按${unit}`,
  },
  portion: {
    title: '按份卖',
    what: '卖什么',
    howMuch: '卖多少钱',
    other: '其他',
    note: '不称重，小票上没有重量',
    sell: (amount) => `卖 ${amount}`,
  },
  price: {
    title: (name) => `${name} 卖多少`,
    weight: (basisG) => (basisG === 1000 ? '元/kg' : `元/${basisG} g`),
    piece: (unit) => `元/${unit}`,
    once: '这一单',
    fromNow: '从现在起',
    guard: (low, high) => `平常是 ${low} 到 ${high}，没打错？`,
    sureOnce: '没错，这一单',
    sureFromNow: '没错，从现在起',
    was: (price) => `现在 ${price}`,
  },
  agree: {
    total: '一共谈成多少',
    line: (name) => `${name} 谈成多少`,
    now: '原来',
    typed: '谈成',
    conceded: (amount) => `让价 ${amount}`,
    tooHigh: '只能往下谈',
    agree: (amount) => `就 ${amount}`,
    back: '不让了',
  },
  cash: {
    title: '收现金',
    due: '应收',
    received: '收到',
    change: '找零',
    short: '还差',
    exact: (amount) => `正好 ${amount}`,
    take: (received, change) => `收 ${received} 找 ${change}`,
    concede: (concession, amount) => `让价 ${concession}，收 ${amount}`,
    paper: '打小票',
  },
  menu: {
    title: '菜单',
    training: '训练模式，不是交易。输入市场给的登记码，就能正式卖。',
    simulated: '模拟设备：这里卖的都标“模拟”，不进账。',
    enrolled: (stall) => `已登记：${stall}`,
    code: '登记码',
    enrol: '登记',
    enrolling: '登记中…',
    enrolDone: (stall) => `登记好了：${stall}号摊`,
    language: '语言',
    theme: '颜色',
    bright: '亮',
    dark: '暗',
    contrast: '黑白',
    size: '字',
    normal: '平常',
    elder: '大字',
    sound: '声音',
    on: '开',
    off: '关',
    rounding: '抹零',
    toJiao: '到角',
    toYuan: '到元',
    toNone: '不抹',
    paper: '小票',
    asked: '要才打',
    each: '每笔打',
    never: '不打',
    drawer: '开钱箱',
    wipe: '擦屏',
    wiping: '擦屏 10 秒，屏幕不响应',
    wet: '屏幕有水，请擦',
    keys: '键盘',
    keyCard: [
      ['数字 回车', '按号卖'],
      ['F2', '找货'],
      ['F3', '按份'],
      ['F4', '置零'],
      ['F5', '更新'],
      ['F6', '下一位'],
      ['F7', '去皮/清皮'],
      ['F8 *', '更多'],
      ['F9 +', '现金'],
      ['F10', '菜单'],
      ['Esc', '关'],
    ],
    frames: (good, bad) => `秤 收到 ${good} 帧，丢弃 ${bad} 帧`,
  },
  devices: {
    title: '设备',
    open: '设备',
    none: '这台没有接秤，按份和按个照样能卖',
    state: (state) => {
      switch (state) {
        case 'absent':
          return '没接上';
        case 'opening':
          return '连接中';
        case 'online':
          return '正常';
        case 'silent':
          return '没反应';
        case 'failed':
          return '打不开';
        default:
          return state satisfies never;
      }
    },
    help: (state) => {
      switch (state) {
        case 'absent':
          return '插好秤的线，插上 2 秒内自己连上';
        case 'opening':
          return '正在等秤的第一帧';
        case 'online':
          return '';
        case 'silent':
          return '线通了，秤不说话：看看秤开了没有，接口方式对不对';
        case 'failed':
          return '串口被别的程序占着，或者没有权限';
        default:
          return state satisfies never;
      }
    },
    verified: '真机验证过',
    unverified: '按公开协议实现,未经真机验证',
    sureness: (sureness) =>
      sureness === 'captured' ? '帧来自公开的真机记录' : sureness === 'literal' ? '帧来自公开手册' : '帧按公开格式推出',
    plate: (max, min, e, serial) => `Max ${max}　Min ${min}　e ${e} g　编号 ${serial === '' ? '未填' : serial}`,
    frames: '秤正在说的',
    noFrames: '没有新的帧',
    counted: (good, bad, resync) => `好 ${good} 帧，坏 ${bad} 帧，找头丢 ${resync} 字节`,
    stable: '稳定',
    moving: '在动',
    noBit: '看几帧',
    paper: '检定',
    certificate: '证书号',
    verifiedOn: '检定日',
    dueOn: '有效到',
    save: '记下',
    saved: '记下了',
    badDay: '日期要写成 2026-11-26 这样',
    verification: ({ state, daysLeft }) => {
      const days = Math.abs(daysLeft ?? 0);
      switch (state) {
        case 'unknown':
          return '还没记检定日期，照着证书填一下';
        case 'good':
          return `检定还有 ${days} 天`;
        case 'soon':
          return `检定还有 ${days} 天，该约了`;
        case 'urgent':
          return `检定只剩 ${days} 天，马上去检`;
        case 'over':
          return `检定过期 ${days} 天，不能再用来卖`;
        default:
          return state satisfies never;
      }
    },
    tooCoarse: (names) => `这台秤的 e 太粗，卖这些会超出允许误差：${names}`,
  },
  customer: {
    stallNo: (no) => `${no}号摊`,
    net: '净重',
    tare: (kg) => `皮重 ${kg}`,
    unitPrice: '单价',
    amount: '金额',
    weighing: '正在称重',
    lines: (count) => `本次购买 ${count} 样`,
    due: '应付',
    fair: '对分量有疑问，可到市场公平秤免费复秤',
    fairIdle: '分量不放心，就去公平秤复秤',
    fairWhere: (where) => (where === '' ? '免费' : `${where} · 免费`),
    today: '今日价',
    perUnit: (basisG) => (basisG === 1000 ? '元/kg' : `元/${basisG} g`),
    capped: '平价专柜',
    cappedNote: '不高于限价',
    welcome: '欢迎光临',
    welcomeNote: '称重、单价、金额都会显示在这里',
    thanks: '谢谢惠顾',
    paid: (amount) => `收款 ${amount}`,
    waiting: (reason, state) =>
      state === 'ready'
        ? '请放上'
        : reason === 'unstable'
          ? '未稳定'
          : reason === 'below_min'
            ? '按份卖'
            : reason === 'overload'
              ? '太重了'
              : reason === 'no_scale'
                ? '按份卖'
                : '请稍等',
    date: (month, day) => `${month}月${day}日`,
  },
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
    drawer: '钱箱',
    open: '开着',
    closed: '关着',
    kicked: (clock, times) => `${clock} 第 ${times} 次打开`,
    neverKicked: '还没打开过',
    shut: '关上',
  },
  refusals: {
    bad_args: ({ detail }) => `这一步的数不对（${detail}），请重做一次`,
    unknown_command: () => '程序版本不一致，请重开窗口',
    forbidden: () => '这块屏幕不能做这件事，请到卖货屏上点',
    stopping: () => '程序正在关，等它重开再点',
    bug: ({ callId }) => `程序出错了，请再点一次；还不行就报修，编号 ${callId}`,
    no_such_product: () => '没有这样货，请从格子或找货里选',
    no_such_cart: () => '这位顾客的单已经结了，请看最前面的单',
    no_such_line: () => '这一行已经不在了，请看单子',
    no_such_sale: () => '找不到这一笔，请看上一笔',
    no_price: () => '还没有价，请先定价',
    price_out_of_guard: ({ minFen, maxFen }) => `平常是 ${yuanText(minFen)} 到 ${yuanText(maxFen)}，没打错就再按一次`,
    price_above_cap: ({ capFen }) => `市场限价 ${yuanText(capFen)}，请定在限价以内`,
    not_sold_by_piece: () => '这样货不按个卖，请称重或按份',
    not_sold_by_weight: () => '这样货按个卖，请点按个',
    not_sellable: ({ reason }) => {
      switch (reason) {
        case 'no_scale':
          return '秤没连上，可以按份卖';
        case 'overload':
          return '超载了，拿下一些再点';
        case 'below_zero':
          return '低于零位，盘子放正后置零';
        case 'loaded_start':
          return '开机时秤上有东西，请重新置零';
        case 'residue':
          return '请先归零再称';
        case 'unstable':
          return '未稳定，停住再点';
        case 'below_min':
          return '太轻了，请按份卖';
        default:
          return reason satisfies never;
      }
    },
    load_already_sold: () => '这一盘已经记过了，拿下再称下一样',
    amount_absurd: ({ maxFen }) => `数太大了，最多 ${yuanText(maxFen)}，请重打`,
    above_total: ({ totalFen }) => `只能往下谈，请打 ${yuanText(totalFen)} 以内的数`,
    cash_short: ({ payableFen, shortFen }) =>
      `应收 ${yuanText(payableFen)}，还差 ${yuanText(shortFen)}：补足，或点让价`,
    tenders_differ: ({ payableFen }) => `应收变成 ${yuanText(payableFen)}，看一眼再收`,
    tender_not_offered: () => '这种收款还没有开通，请收现金',
    payable_zero: () => '应收是零，不用收款；请改价或删行',
    cart_empty: () => '还没有货，先称一样',
    cart_closed: () => '这一单已经结了，请看上一笔',
    carts_full: () => '已经有六位顾客，先结一位',
    too_many_lines: () => '这一单太长了，先结一次',
    undo_over: () => '过了 5 秒，不能撤销了，请重新称',
    scale_cannot: () => '这台秤不能从这里操作，请按秤上的键',
    scale_busy: () => '秤没停稳，停住再按一次',
    no_drawer: () => '这台没有接钱箱',
    payment_code_not_yet: () => '这里还不能扫付款码收钱，请收现金',
    payment_code_no_goods: () => '这是付款码，请先称货，再扫',
    no_such_barcode: ({ shown }) => `没有这个条码${shown === '' ? '' : ` ${shown}`}，请点货或按份卖`,
    no_such_plu: ({ plu }) => `没有货号 ${plu}，请看标签，或点货卖`,
    scan_unreadable: () => '这个码认不出，请再扫一次',
    receipt_of_another: ({ no, payableFen, day }) => `这是别的收银机的小票：${no}，${day}，${yuanText(payableFen)}`,
    receipt_not_here: ({ no }) => `这台没有小票 ${no} 的记录，请到市场查`,
    choice_gone: () => '那个码过时了，请再扫一次',
    already_enrolled: () => '这台已经登记过了',
    enrol_failed: ({ reason }) => {
      switch (reason) {
        case 'unreachable':
          return '连不上市场，请看网络，再按登记';
        case 'bad_code':
          return '登记码不对，请照着重打';
        case 'used_code':
          return '这个码用过了，请向市场要新的';
        case 'expired_code':
          return '这个码过期了，请向市场要新的';
        case 'server':
          return '市场那边出错了，过一会儿再试';
        default:
          return reason satisfies never;
      }
    },
    no_such_folder: () => '没有这个文件夹，先插上U盘再试',
    mirror_by_flag: () => '备份位置是启动时定的，请让市场改',
    store_unknown: () => '不知道记上没有，正在查；先看上一笔，别重收',
    store_failed: () => '存不进去，这一步没有记上；请报修，先别收款',
    store_full: () => '电脑磁盘满了，这一步没有记上，先别收款；删掉些不用的文件就能接着卖',
  },
};
