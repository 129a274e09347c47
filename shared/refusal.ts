import type { Right } from './people.ts';
import type { BlockedReason } from './view.ts';

/**
 * Every expected failure of a command. A closed union: each has its sentence in every language (shared/text.ts).
 * Amounts are fen, weights grams.
 */
export type Refusal =
  | { readonly code: 'bad_args'; readonly detail: string }
  | { readonly code: 'unknown_command' }
  | { readonly code: 'forbidden' }
  | { readonly code: 'stopping' }
  | { readonly code: 'bug'; readonly callId: string }
  | { readonly code: 'no_such_product' }
  | { readonly code: 'no_such_cart' }
  | { readonly code: 'no_such_line' }
  | { readonly code: 'no_such_sale' }
  | { readonly code: 'no_price'; readonly productId: string; readonly unit: 'weight' | 'piece' }
  | {
      readonly code: 'price_out_of_guard';
      readonly minFen: number;
      readonly maxFen: number;
      readonly basisG: number | null;
    }
  | { readonly code: 'price_above_cap'; readonly capFen: number }
  | { readonly code: 'not_sold_by_piece' }
  | { readonly code: 'not_sold_by_weight' }
  | {
      readonly code: 'not_sellable';
      readonly reason: BlockedReason;
    }
  | { readonly code: 'load_already_sold' }
  | { readonly code: 'amount_absurd'; readonly maxFen: number }
  | { readonly code: 'above_total'; readonly totalFen: number }
  | { readonly code: 'cash_short'; readonly payableFen: number; readonly shortFen: number }
  | { readonly code: 'tenders_differ'; readonly payableFen: number }
  | { readonly code: 'tender_not_offered' }
  /** Parts of the amount were received already: it can't become less than they are. */
  | { readonly code: 'below_received'; readonly receivedFen: number }
  | { readonly code: 'no_such_part' }
  /** A receipt has a code only when a market can check it. */
  | { readonly code: 'no_receipt_code' }
  | { readonly code: 'credit_needs_account' }
  /** The owner wants nothing sold on credit above the limit (S11). */
  | { readonly code: 'credit_blocked'; readonly name: string; readonly owedFen: number; readonly limitFen: number }
  | { readonly code: 'no_such_account' }
  | { readonly code: 'account_nameless' }
  | { readonly code: 'account_exists'; readonly name: string }
  /** It can't be closed while it owes, or is owed, something. */
  | { readonly code: 'account_owes'; readonly owedFen: number }
  | { readonly code: 'above_debt'; readonly owedFen: number }
  | { readonly code: 'payable_zero' }
  | { readonly code: 'cart_empty' }
  | { readonly code: 'cart_closed' }
  /** A payment for it is under way: nothing in it changes until that is over or taken back. */
  | { readonly code: 'cart_waiting' }
  /** The market has set no channel up for this stall, or nothing sold now is trade. */
  | { readonly code: 'pay_not_offered' }
  /** It is paid or was taken back meanwhile. */
  | { readonly code: 'no_such_order' }
  | { readonly code: 'carts_full' }
  | { readonly code: 'too_many_lines' }
  | { readonly code: 'undo_over' }
  | { readonly code: 'scale_cannot' }
  | { readonly code: 'scale_busy' }
  /** Scales can't be looked for here: the devices are virtual. */
  | { readonly code: 'cannot_find_scales' }
  /** Nothing answers there any more. */
  | { readonly code: 'scale_not_found' }
  /** Its frames can be read in several ways; a known weight must settle it first. */
  | { readonly code: 'scale_ambiguous' }
  | { readonly code: 'scale_by_flag' }
  | { readonly code: 'plate_impossible' }
  | { readonly code: 'weight_unsteady' }
  | { readonly code: 'weight_fits_none'; readonly grams: number }
  | { readonly code: 'weight_fits_several' }
  | { readonly code: 'no_such_evidence' }
  | { readonly code: 'no_drawer' }
  | { readonly code: 'no_display' }
  /** Claimed meanwhile, or given back. */
  | { readonly code: 'arrival_gone' }
  /** Not the market's signature. */
  | { readonly code: 'proof_forged' }
  /** For no order of this terminal. */
  | { readonly code: 'proof_unknown' }
  /** Its order is paid already; each is taken once. */
  | { readonly code: 'proof_used'; readonly sign: string }
  /** Its order was given up: that money goes back by itself. */
  | { readonly code: 'proof_dropped'; readonly sign: string }
  | { readonly code: 'proof_amount'; readonly paidFen: number; readonly amountFen: number }
  /** More than is taken on a proof without a line; `total`: with what was taken so since the last contact. */
  | { readonly code: 'proof_limit'; readonly limitFen: number; readonly total: boolean }
  | { readonly code: 'proof_code_wrong'; readonly left: number }
  /** Too many wrong codes for this order; the scanner still takes the proof. */
  | { readonly code: 'proof_code_locked' }
  /** Too many wrong codes within an hour: until a line, or the hour is over. */
  | { readonly code: 'proof_codes_locked' }
  /** The key the code is checked with is not here. */
  | { readonly code: 'proof_no_key' }
  /** The stall has no channel for a code like this. */
  | { readonly code: 'code_channel' }
  /** A payment code is charged by the market: without a line there is the QR. */
  | { readonly code: 'code_offline' }
  /** Somebody's own code to be paid, where a payment code was meant. */
  | { readonly code: 'code_collects' }
  | { readonly code: 'payment_code_no_goods' }
  /** `shown` is empty where the code is not to be shown. */
  | { readonly code: 'no_such_barcode'; readonly shown: string }
  | { readonly code: 'no_such_plu'; readonly plu: number }
  | { readonly code: 'scan_unreadable' }
  | { readonly code: 'receipt_of_another'; readonly no: string; readonly payableFen: number; readonly day: string }
  | { readonly code: 'receipt_not_here'; readonly no: string }
  | { readonly code: 'choice_gone' }
  | { readonly code: 'already_enrolled' }
  | {
      readonly code: 'enrol_failed';
      readonly reason: 'unreachable' | 'bad_code' | 'used_code' | 'expired_code' | 'server';
    }
  /** A PIN of one of these opens the right; the window asks for it and gives the command again. */
  | {
      readonly code: 'needs_pin';
      readonly right: Right;
      readonly by: readonly { readonly id: string; readonly name: string }[];
    }
  | { readonly code: 'not_allowed'; readonly right: Right }
  | { readonly code: 'pin_wrong'; readonly left: number }
  /** Null: until the owner, or the recovery code, gives a new one. */
  | { readonly code: 'pin_locked'; readonly minutes: number | null }
  /** Somebody practises, and this is about trade. */
  | { readonly code: 'in_training' }
  | { readonly code: 'carts_not_empty' }
  | { readonly code: 'no_such_person' }
  | { readonly code: 'too_many_people' }
  | { readonly code: 'not_a_helper' }
  | { readonly code: 'name_taken' }
  /** Sold in practice, or by another terminal: nothing of it is changed here. */
  | { readonly code: 'sale_elsewhere' }
  | { readonly code: 'already_voided' }
  | { readonly code: 'already_refunded' }
  | { readonly code: 'correct_too_late' }
  | { readonly code: 'correct_nothing' }
  /** The money has come by its channel. */
  | { readonly code: 'correct_proven' }
  | { readonly code: 'refund_too_much'; readonly name: string; readonly leftFen: number }
  | { readonly code: 'refund_nothing' }
  | { readonly code: 'reweigh_no_weight' }
  | { readonly code: 'day_in_training' }
  | { readonly code: 'day_empty' }
  | { readonly code: 'day_closed'; readonly zNo: number }
  /** Something was written since the window showed the day. */
  | { readonly code: 'day_moved_on' }
  | { readonly code: 'cash_move_needs' }
  | { readonly code: 'no_such_shift' }
  | { readonly code: 'takeaway_failed' }
  | { readonly code: 'phone_offline' }
  | { readonly code: 'phone_too_many' }
  | { readonly code: 'no_printer' }
  | { readonly code: 'no_labeler' }
  /** `why`: the driver's word. */
  | { readonly code: 'label_not_printed'; readonly why: string }
  | { readonly code: 'not_printed' }
  | { readonly code: 'no_such_folder' }
  | { readonly code: 'mirror_by_flag' }
  | { readonly code: 'store_unknown' }
  | { readonly code: 'store_failed' }
  /** The disk is full and so is what was kept in reserve: nothing was written. */
  | { readonly code: 'store_full' };

export type RefusalCode = Refusal['code'];
