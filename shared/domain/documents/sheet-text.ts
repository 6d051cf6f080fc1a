// What a spreadsheet may take for a formula, also after the table was saved as CSV and opened again.
const FORMULA = /^[=+\-@\t\r\n]/;

/** Longest text of one cell in XLSX. */
const LONGEST_CELL = 32_767;

/**
 * A text that is safe in a cell of a spreadsheet: what begins like a formula gets an apostrophe before it, which every
 * spreadsheet program reads as "this is text"; control characters that XML can't hold are left out.
 */
export function toSheetText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are the characters that are meant
  const clean = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  return (FORMULA.test(clean) ? `'${clean}` : clean).slice(0, LONGEST_CELL);
}
