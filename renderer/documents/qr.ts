import { create } from 'qrcode';

/** A QR code as one path over `size` by `size` modules, so that it is as sharp as the printer. Without its quiet zone. */
export interface QrPath {
  readonly size: number;
  readonly path: string;
}

/** Draws a text as a QR code. At level M a seventh of it may be lost, at Q a quarter. */
export function qrPath(text: string, level: 'M' | 'Q' = 'M'): QrPath {
  const { modules } = create(text, { errorCorrectionLevel: level });
  let path = '';
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) if (modules.get(y, x)) path += `M${x} ${y}h1v1h-1z`;
  }
  return { size: modules.size, path };
}
