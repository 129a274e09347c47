/**
 * Text as it is written into an indexed column, so that SQLite's byte order of UTF-8 is JavaScript's order of UTF-16
 * units, and so that every JavaScript string is kept apart from every other.
 *
 * The two orders differ only where surrogates (U+D800–DFFF) meet U+E000–FFFF, and a lone surrogate has no UTF-8 at all
 * (it would become U+FFFD, and two ids would collide). So surrogate units move to U+E000–E7FF and the units above
 * them to U+10000–11FFF: every unit becomes one code point, in the same order. Other text is unchanged.
 */
export function toSortableText(value: string): string {
  if (!AT_OR_ABOVE_SURROGATES.test(value)) return value;
  let moved = '';
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0xd800) moved += value[i];
    else if (unit < 0xe000) moved += String.fromCharCode(unit + 0x800);
    else moved += String.fromCodePoint(unit + 0x2000);
  }
  return moved;
}

const AT_OR_ABOVE_SURROGATES = /[\ud800-\uffff]/;
