/** Mark of a line whose weight or amount stands on a label of another scale. */
export const FROM_LABEL = 'from_label';
/** Mark of a line weighed on a scale whose verification was over. */
export const UNVERIFIED = 'unverified_scale';
/** Mark of a line weighed on the second scale (`scale-2`). */
export const ON_SECOND = 'scale-2';
/** Unit of a portion, which has no weight and no count. */
export const PORTION_UNIT = '份';
/** Mark of a line that was taken as another product first, and put right on the pan (S1). */
export const PRODUCT_CHANGED = 'product_changed';
