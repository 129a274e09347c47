/** Columns of a character on the paper: ASCII takes one, all else (hanzi, full-width signs) two. */
export const columnsOf = (character: string): 1 | 2 => ((character.codePointAt(0) ?? 0) < 0x7f ? 1 : 2);
