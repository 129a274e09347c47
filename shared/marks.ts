/** Mark of a line whose weight or amount stands on a label of another scale. */
export const FROM_LABEL = 'from_label';
/** Unit of a portion, which has no weight and no count. */
export const PORTION_UNIT = '份';
/** Mark of a line that was taken as another product first, and put right on the pan (S1). */
export const PRODUCT_CHANGED = 'product_changed';
