import { type Crop, isBareJpeg, PHOTO_MAX, stripJpeg } from '#shared/domain/casework/photo.ts';
import { fail, ok, type Result } from '#shared/kernel/result.ts';

/** Files larger than this are not opened, bytes. */
const MOST_BYTES = 25_000_000;
/** Sizes and qualities that are tried, the best first. */
const TRIES = [
  [300, 0.85],
  [300, 0.75],
  [300, 0.65],
  [240, 0.7],
  [240, 0.55],
  [180, 0.6],
  [150, 0.5],
  [120, 0.4],
] as const;

/** Opens a picture, turned upright as its camera says. Fails with `file_too_large_here` or `file_damaged`. */
export async function openPicture(file: File): Promise<Result<ImageBitmap>> {
  if (file.size > MOST_BYTES) return fail('file_too_large_here', { name: file.name, limit: MOST_BYTES / 1_000_000 });
  try {
    return ok(await createImageBitmap(file, { imageOrientation: 'from-image' }));
  } catch {
    return fail('file_damaged', { name: file.name });
  }
}

/** Draws the cut out part of a picture. */
export function drawPicture(canvas: HTMLCanvasElement, picture: ImageBitmap, crop: Crop, width: number): void {
  canvas.width = width;
  canvas.height = (width * 4) / 3;
  const pen = canvas.getContext('2d');
  if (!pen) return;
  // What is transparent would be black in a JPEG.
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, crop.x, crop.y, crop.width, crop.height, 0, 0, canvas.width, canvas.height);
}

/**
 * Draws a picture anew as a small JPEG, base64, of at most {@link PHOTO_MAX} characters. Nothing of the file comes with
 * it but its dots: no position, no camera, no other text; this is checked in the result.
 * @param name of the file, for the words of a failure
 */
export async function toPhoto(picture: ImageBitmap, crop: Crop, name: string): Promise<Result<string>> {
  const canvas = document.createElement('canvas');
  for (const [width, quality] of TRIES) {
    drawPicture(canvas, picture, crop, width);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
    if (!blob) return fail('file_damaged', { name });
    const bytes = stripJpeg(new Uint8Array(await blob.arrayBuffer()));
    if (!bytes || !isBareJpeg(bytes)) return fail('file_damaged', { name });
    const text = btoa(String.fromCharCode(...bytes));
    if (text.length <= PHOTO_MAX) return ok(text);
  }
  return fail('file_damaged', { name });
}
