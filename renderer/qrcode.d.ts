// The part of qrcode that is used: its own types are not published with it.
declare module 'qrcode' {
  /** A code, module by module. */
  export function create(
    text: string,
    options: { readonly errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' },
  ): { readonly modules: { readonly size: number; get(row: number, column: number): number } };
}
