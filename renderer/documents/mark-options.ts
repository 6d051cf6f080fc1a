/** How QR codes are looked for on a photograph or scan of a page. */
export const MARK_READER_OPTIONS = {
  formats: ['QRCode'] as 'QRCode'[],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: 8,
};
