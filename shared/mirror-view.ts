/** The copy of the journal on a second place (a stick, a folder of another machine). */
export interface MirrorView {
  /**
   * `looking`: not looked at yet. `missing`: no such folder, the stick is out. `foreign`: it holds another terminal's journal.
   * `ahead`: it holds more of this terminal's journal than the till. `full`, `locked` (read-only), `failed`: it can't be written.
   */
  readonly state: 'looking' | 'following' | 'missing' | 'foreign' | 'ahead' | 'full' | 'locked' | 'failed';
  /** Entries that are not there; null while that is not known. */
  readonly behind: number | null;
  /** Since when there are any, epoch ms; null when there are none. */
  readonly since: number | null;
  /** The folder lies on the disk of the till's own data, which is no second place. */
  readonly isSameDisk: boolean;
}
