import { yuanText } from '../money.ts';
import type { Right } from '../people.ts';
import type { Refusal, RefusalCode } from '../refusal.ts';
import { labelerEn, labelerZh } from './labeler.ts';
import { things } from './plural.ts';

/** What a right is for, to be put into a sentence. */
const rightZh: Readonly<Record<Right, string>> = {
  refund: '退款',
  cash_refund: '扫码付的退现金',
  void_old: '作废以前的单',
  people: '管人员',
  price_outside_guard: '定不平常的价',
  cash_difference: '现金差得多还要日结',
  phone: '让手机查账',
  drawer: '开钱箱',
  settings: '改设置',
  typed_proof: '再输付款数字码',
  switch: '换人卖',
};
const rightEn: Readonly<Record<Right, string>> = {
  refund: 'to refund',
  cash_refund: 'to pay cash back for a sale that was paid by code',
  void_old: 'to void an older sale',
  people: 'to look after people',
  price_outside_guard: 'to set an unusual price',
  cash_difference: 'to close a day with a large cash difference',
  phone: 'to let a phone see the books',
  drawer: 'to open the drawer',
  settings: 'to change settings',
  typed_proof: 'to type payment codes again',
  switch: 'to sell under this name',
};

type Sentences = { readonly [C in RefusalCode]: (refusal: Extract<Refusal, { readonly code: C }>) => string };

/** One sentence for each refusal: what is wrong and what to do now. */
export interface RefusalTexts {
  readonly refusals: Sentences;
}

export const refusalsZh: RefusalTexts = {
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
        case 'overdue':
          return '秤检定过期，老板设了不按重量卖；可以按份或按个';
        case 'reprice':
          return '秤还按上一个价算，拿起来再放上';
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
    below_received: ({ receivedFen }) => `已经先收了 ${yuanText(receivedFen)}，不能比它少；要改就先退`,
    no_receipt_code: () => '这一笔没有码：练习的，或还没有登记到市场',
    no_such_part: () => '这一笔先收的已经退了，请看单子',
    credit_needs_account: () => '先选是谁赊的账，再点赊账',
    credit_blocked: ({ name, owedFen, limitFen }) =>
      `${name}已欠 ${yuanText(owedFen)}，老板定了最多赊 ${yuanText(limitFen)}，请收现金`,
    no_such_account: () => '没有这个赊账户，请重新选',
    account_nameless: () => '先打上名字，再存',
    account_exists: ({ name }) => `已经有“${name}”了，换个名字`,
    account_owes: ({ owedFen }) => `还欠 ${yuanText(owedFen)}，结清了才能停用`,
    above_debt: ({ owedFen }) => `一共欠 ${yuanText(owedFen)}，请打它以内的数`,
    payable_zero: () => '应收是零，不用收款；请改价或删行',
    cart_empty: () => '还没有货，先称一样',
    cart_closed: () => '这一单已经结了，请看上一笔',
    cart_waiting: () => '这一单在等付款，要改先点它的标签收回收款码',
    pay_not_offered: () => '这个摊位还没开通扫码收款，请收现金，或问市场',
    no_such_order: () => '这笔已经付了或收回了，请看单子',
    carts_full: () => '已经有六位顾客，先结一位',
    too_many_lines: () => '这一单太长了，先结一次',
    undo_over: () => '过了 5 秒，不能撤销了，请重新称',
    scale_cannot: () => '这台秤不能从这里操作，请按秤上的键',
    scale_busy: () => '秤没停稳，停住再按一次',
    cannot_find_scales: () => '这里不能找秤',
    scale_not_found: () => '那里没有秤在答，看看线和电源，再找一次',
    scale_ambiguous: () => '还分不清怎么读，先放一个知道多重的东西',
    scale_by_flag: () => '这台秤是启动时定的，请让市场改',
    plate_impossible: () => '最大秤量和分度值对不上，请照铭牌填',
    weight_unsteady: () => '秤还没停稳，停住再按',
    weight_fits_none: ({ grams }) => `没有一种读法是 ${grams} 克，看看写的重量对不对，或换一个接法再找`,
    weight_fits_several: () => '这个重量分不清，换一个再试，比如 1.5 公斤左右',
    no_such_evidence: () => '没有这次称重的记录（只保留半年）',
    no_drawer: () => '这台没有接钱箱',
    no_display: () => '这台没有接客显',
    arrival_gone: () => '这笔到账已经有主，或已退给顾客',
    proof_forged: () => '这张付款凭证是假的，没有收到钱',
    proof_unknown: () => '这张付款凭证不是付给这台机的，请看是哪一摊的',
    proof_used: ({ sign }) => `${sign} 这笔已经到账，一张凭证只用一次`,
    proof_dropped: ({ sign }) => `${sign} 的收款码已经收回，这笔钱会自动退给顾客，请重新收款`,
    proof_amount: ({ paidFen, amountFen }) =>
      `凭证上付了 ${yuanText(paidFen)}，这一单是 ${yuanText(amountFen)}，对不上`,
    proof_limit: ({ limitFen, total }) =>
      total
        ? `断网时凭证收款最多共 ${yuanText(limitFen)}，已经到了，请收现金或等网络`
        : `断网时一笔最多凭证收 ${yuanText(limitFen)}，请收现金或等网络`,
    proof_code_wrong: ({ left }) => `数字码不对，还可以试 ${left} 次`,
    proof_code_locked: () => '这一单输错 3 次，不能再输了，请扫顾客手机上的凭证码',
    proof_codes_locked: () => '一小时内输错太多，数字码停用了，请扫凭证码，或等网络好',
    proof_no_key: () => '这台还没有核对数字码的钥匙，请扫凭证码',
    code_channel: () => '这种付款码这个摊位收不了，请用顾客扫我或现金',
    code_collects: () => '这是收款码，扣不了款，请顾客打开付款码',
    code_offline: () => '断网时扫不了付款码，请点顾客扫我，或收现金',
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
    needs_pin: ({ right }) => `${rightZh[right]}要密码；没有输，就没有做`,
    not_allowed: ({ right }) => `没有${rightZh[right]}的权限，请老板来`,
    pin_wrong: ({ left }) => `密码不对，还可以试 ${left} 次`,
    pin_locked: ({ minutes }) =>
      minutes === null
        ? '错得太多，这个密码停用了：老板重设，或用恢复码；卖货照常'
        : `错得太多，${minutes} 分钟后再试；卖货照常`,
    in_training: () => '正在训练，真的单不能动；先结束训练',
    carts_not_empty: () => '单子里还有货，先结完或清掉，再训练',
    no_such_person: () => '名单里没有这个人，请看人员',
    too_many_people: () => '帮手太多了，先去掉不来的',
    not_a_helper: () => '这位是市场登记的，请找市场改',
    name_taken: () => '已经有人叫这个名字，换一个',
    sale_elsewhere: () => '这一笔不是这台机器现在的买卖，不能在这里改',
    already_voided: () => '这一笔已经作废了，不能再改、再退',
    already_refunded: () => '这一笔已经退过款，不能作废或改收款；还没退的可以接着退',
    correct_too_late: () => '过了十分钟，收款方式改不了了；要退请点退款',
    correct_nothing: () => '本来就是这样收的，没有要改的',
    correct_proven: () => '这笔钱已经到账，改不了收款方式；要退请点退款',
    refund_too_much: ({ name, leftFen }) => `${name}最多还能退 ${yuanText(leftFen)}，请改少一点`,
    refund_nothing: () => '没有要退的，请先选退哪样、退多少',
    reweigh_no_weight: () => '这一行不是称着卖的，不用复秤',
    day_in_training: () => '练习的时候没有日结',
    day_empty: () => '今天还没有账，不用日结',
    day_closed: ({ zNo }) => `今天已经日结了，是第 ${zNo} 号`,
    day_moved_on: () => '刚才又有新账，看一下合计再确认',
    cash_move_needs: () => '要写金额和用途',
    no_such_shift: () => '今天没有这一班',
    takeaway_failed: () => '没有写完，看看 U 盘是不是拔了、满了，再来一次',
    phone_offline: () => '现在连不上市场，联网后再取查账码',
    phone_too_many: () => '取得太勤了，一分钟后再取',
    no_printer: () => '没有打印机，打不出来',
    no_labeler: () => '没有标签机，打不出标签',
    label_not_printed: ({ why }) => `标签没打：${labelerZh(why)}`,
    not_printed: () => '没打出来，看一下纸和打印机再按',
    no_such_folder: () => '没有这个文件夹，先插上U盘再试',
    mirror_by_flag: () => '备份位置是启动时定的，请让市场改',
    store_unknown: () => '不知道记上没有，正在查；先看上一笔，别重收',
    store_failed: () => '存不进去，这一步没有记上；请报修，先别收款',
    store_full: () => '电脑磁盘满了，这一步没有记上，先别收款；删掉些不用的文件就能接着卖',
  },
};

export const refusalsEn: RefusalTexts = {
  refusals: {
    bad_args: ({ detail }) => `A value was wrong (${detail}); please do it again`,
    unknown_command: () => 'Versions differ; please reopen the window',
    forbidden: () => 'This screen may not do that; use the selling screen',
    stopping: () => 'The till is closing; touch again when it is back',
    bug: ({ callId }) => `Something broke; touch again. If it stays, report number ${callId}`,
    no_such_product: () => 'No such product; choose a tile or Find',
    no_such_cart: () => 'That shopper is done; look at the front tab',
    no_such_line: () => 'That line is gone; look at the list',
    no_such_sale: () => 'That sale was not found; look at the last one',
    no_price: () => 'No price yet; set one first',
    price_out_of_guard: ({ minFen, maxFen }) =>
      `Usually ${yuanText(minFen)} to ${yuanText(maxFen)}; if it is right, press again`,
    price_above_cap: ({ capFen }) => `The market's cap is ${yuanText(capFen)}; set it at or below`,
    not_sold_by_piece: () => 'Not sold by piece; weigh it or sell a portion',
    not_sold_by_weight: () => 'Sold by piece; touch the piece key',
    not_sellable: ({ reason }) => {
      switch (reason) {
        case 'no_scale':
          return 'No scale; sell by portion';
        case 'overload':
          return 'Overload; take some off and touch again';
        case 'below_zero':
          return 'Below zero; seat the pan, then zero';
        case 'loaded_start':
          return 'The pan was loaded at start; empty it and zero';
        case 'residue':
          return 'Zero first, then weigh';
        case 'unstable':
          return 'Moving; touch again when it rests';
        case 'below_min':
          return 'Too light; sell by portion';
        case 'overdue':
          return "The scale's verification is over, and the owner wants nothing weighed then; sell by portion or piece";
        case 'reprice':
          return 'The scale still has the last price; lift the goods and put them back';
        default:
          return reason satisfies never;
      }
    },
    load_already_sold: () => 'This load is taken; clear the pan for the next',
    amount_absurd: ({ maxFen }) => `Too large, at most ${yuanText(maxFen)}; type it again`,
    above_total: ({ totalFen }) => `Only downward; type ${yuanText(totalFen)} or less`,
    cash_short: ({ payableFen, shortFen }) =>
      `Due ${yuanText(payableFen)}, short by ${yuanText(shortFen)}: take the rest, or let it off`,
    tenders_differ: ({ payableFen }) => `Now ${yuanText(payableFen)} is due; look, then take it`,
    tender_not_offered: () => 'This way of paying is not set up; take cash',
    below_received: ({ receivedFen }) =>
      `${yuanText(receivedFen)} is received already; give it back before going lower`,
    no_receipt_code: () => 'That sale has no code: it was practice, or the till has not joined a market yet',
    no_such_part: () => 'That part was given back already; look at the list',
    credit_needs_account: () => 'First choose whose credit it is',
    credit_blocked: ({ name, owedFen, limitFen }) =>
      `${name} owes ${yuanText(owedFen)}; the owner allows ${yuanText(limitFen)} at most. Take cash`,
    no_such_account: () => 'There is no such account; choose again',
    account_nameless: () => 'Type a name first, then save',
    account_exists: ({ name }) => `There is a “${name}” already; take another name`,
    account_owes: ({ owedFen }) => `${yuanText(owedFen)} is still owed; it can be closed once that is settled`,
    above_debt: ({ owedFen }) => `${yuanText(owedFen)} is owed in all; type no more than that`,
    payable_zero: () => 'Nothing is due; change a price or remove a line',
    cart_empty: () => 'Nothing in the cart; weigh something first',
    cart_closed: () => 'This sale is done; look at the last one',
    cart_waiting: () => 'This sale waits for its payment; touch its tab and take the QR back to change it',
    pay_not_offered: () => 'This stall is not set up for QR payments; take cash, or ask the market',
    no_such_order: () => 'That payment is over: it was paid or taken back',
    carts_full: () => 'Six shoppers already; finish one first',
    too_many_lines: () => 'This sale is too long; finish it first',
    undo_over: () => 'Too late to undo (5 s); weigh it again',
    scale_cannot: () => 'Not possible from here; use the key on the scale',
    scale_busy: () => 'The scale is moving; press again when it rests',
    cannot_find_scales: () => 'Scales cannot be looked for here',
    scale_not_found: () => 'No scale answers there. Check the cable and the power, then look again',
    scale_ambiguous: () => 'Its figures can be read in several ways: put a known weight on it first',
    scale_by_flag: () => 'This scale was named when the till was started; ask the market to change it',
    plate_impossible: () => 'Max and e do not belong together; copy them from the nameplate',
    weight_unsteady: () => 'The scale is still moving; press again when it rests',
    weight_fits_none: ({ grams }) =>
      `No way of reading it gives ${grams} g. Check the weight you typed, or look again with another connection`,
    weight_fits_several: () => 'This weight does not tell; try another one, about 1.5 kg',
    no_such_evidence: () => 'There is no record of this weighing; they are kept for half a year',
    no_drawer: () => 'No cash drawer is connected here',
    no_display: () => 'No pole display is connected here',
    arrival_gone: () => 'That money is claimed already, or was given back',
    proof_forged: () => "That proof of payment is not the market's; no money came",
    proof_unknown: () => 'That proof is for no order of this till; see which stall was paid',
    proof_used: ({ sign }) => `${sign} is paid already; a proof counts once`,
    proof_dropped: ({ sign }) =>
      `The QR of ${sign} was taken back: that money returns by itself; please take payment again`,
    proof_amount: ({ paidFen, amountFen }) =>
      `The proof says ${yuanText(paidFen)}, this sale is ${yuanText(amountFen)}`,
    proof_limit: ({ limitFen, total }) =>
      total
        ? `Without a network ${yuanText(limitFen)} in all is taken on proofs, and that is reached; take cash or wait`
        : `Without a network at most ${yuanText(limitFen)} is taken on one proof; take cash or wait`,
    proof_code_wrong: ({ left }) => `Wrong digits; ${things(left, 'try', 'tries')} left`,
    proof_code_locked: () => "Three wrong codes: no more for this sale; scan the proof on the shopper's phone",
    proof_codes_locked: () => 'Too many wrong codes in an hour: scan the proof, or wait for the network',
    proof_no_key: () => 'This till has no key to check digits yet; scan the proof',
    code_channel: () => "This stall can't take codes of that wallet; show the QR, or take cash",
    code_collects: () => 'That is a code to be paid; ask the shopper for the payment code',
    code_offline: () => 'Payment codes need the network; show the QR, or take cash',
    payment_code_no_goods: () => 'That is a payment code; weigh the goods first, then scan it',
    no_such_barcode: ({ shown }) =>
      `No goods with this barcode${shown === '' ? '' : ` (${shown})`}; tap them, or sell a portion`,
    no_such_plu: ({ plu }) => `No goods with number ${plu}; look at the label, or tap the goods`,
    scan_unreadable: () => 'This code was not understood; scan it again',
    receipt_of_another: ({ no, payableFen, day }) =>
      `A receipt of another till: ${no}, ${day}, ${yuanText(payableFen)}`,
    receipt_not_here: ({ no }) => `This till has no record of receipt ${no}; ask the market`,
    choice_gone: () => 'That code is out of date; scan it again',
    already_enrolled: () => 'This till is enrolled already',
    enrol_failed: ({ reason }) => {
      switch (reason) {
        case 'unreachable':
          return "The market can't be reached; check the network and press again";
        case 'bad_code':
          return 'Wrong code; type it again as given';
        case 'used_code':
          return 'This code was used; ask the market for a new one';
        case 'expired_code':
          return 'This code has expired; ask the market for a new one';
        case 'server':
          return 'The market had an error; try again in a while';
        default:
          return reason satisfies never;
      }
    },
    needs_pin: ({ right }) => `A PIN is needed ${rightEn[right]}; none was given, nothing was done`,
    not_allowed: ({ right }) => `Not allowed ${rightEn[right]}; ask the owner`,
    pin_wrong: ({ left }) => `Wrong PIN; ${things(left, 'try', 'tries')} left`,
    pin_locked: ({ minutes }) =>
      minutes === null
        ? 'Too many wrong tries: this PIN is off until the owner or the recovery code sets another. Selling goes on'
        : `Too many wrong tries; again in ${minutes} min. Selling goes on`,
    in_training: () => 'This is training; real sales stay as they are. End the training first',
    carts_not_empty: () => 'There are goods in a cart; finish or clear it, then train',
    no_such_person: () => 'Nobody of that name is listed; look under People',
    too_many_people: () => 'Too many helpers; take out who no longer comes',
    not_a_helper: () => 'The market lists this person; ask the market to change it',
    name_taken: () => 'Somebody has this name already; choose another',
    sale_elsewhere: () => "This sale is not trade of this till as it is now; it can't be changed here",
    already_voided: () => 'This sale is void already; nothing more can be changed or refunded',
    already_refunded: () =>
      "Something of this sale was refunded, so it can't be voided or corrected; refund the rest instead",
    correct_too_late: () => "Ten minutes are over, the means can't be corrected; use Refund to give money back",
    correct_nothing: () => 'It was paid that way already, there is nothing to correct',
    correct_proven: () => "This money has come in, so its means can't be corrected; use Refund to give it back",
    refund_too_much: ({ name, leftFen }) => `At most ${yuanText(leftFen)} of ${name} can still be refunded; take less`,
    refund_nothing: () => 'Nothing is chosen: say what comes back, and how much',
    reweigh_no_weight: () => 'This line was not sold by weight; there is nothing to weigh again',
    day_in_training: () => 'There is no day close while practising',
    day_empty: () => 'Nothing was written today; there is nothing to close',
    day_closed: ({ zNo }) => `Today is closed already, number ${zNo}`,
    day_moved_on: () => 'Something new was written just now; look at the totals and confirm again',
    cash_move_needs: () => 'An amount and a reason are needed',
    no_such_shift: () => 'There is no such shift that day',
    takeaway_failed: () => 'It could not be written: see whether the stick is out or full, and try again',
    phone_offline: () => 'The market can not be reached; ask for a code once online',
    phone_too_many: () => 'Too many codes; ask again in a minute',
    no_printer: () => 'There is no printer to print it on',
    no_labeler: () => 'There is no label printer',
    label_not_printed: ({ why }) => `No label: ${labelerEn(why)}`,
    not_printed: () => 'It did not print; look at the paper and the printer, then press again',
    no_such_folder: () => 'There is no such folder; plug the stick in and try again',
    mirror_by_flag: () => 'The place of the copy was set at the start; ask the market to change it',
    store_unknown: () => "Not sure it was saved; checking. Look at the last sale, don't take the money twice",
    store_failed: () => "Could not be saved, nothing was recorded; report it and don't take money yet",
    store_full: () =>
      "The disk is full: this was not recorded, don't take money; delete unneeded files and go on selling",
  },
};
