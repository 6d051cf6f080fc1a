/**
 * The sRGB colour space as an ICC profile of version 2 (ICC.1:2001-04), 3 KB, made from the numbers of IEC 61966-2-1.
 * PDF/A wants the output intent to carry one; a profile of one's own needs no licence.
 */
export function srgbProfile(): Uint8Array {
  const curve = curveTag(1024);
  const texts = {
    desc: descriptionTag('sRGB IEC61966-2.1'),
    cprt: textTag('No copyright, use freely'),
  };
  const tags: readonly (readonly [string, Uint8Array])[] = [
    ['desc', texts.desc],
    ['cprt', texts.cprt],
    // D50, and the primaries adapted to it (Bradford).
    ['wtpt', xyzTag(0.9642, 1, 0.8249)],
    ['rXYZ', xyzTag(0.4360747, 0.2225045, 0.0139322)],
    ['gXYZ', xyzTag(0.3850649, 0.7168786, 0.0971045)],
    ['bXYZ', xyzTag(0.1430804, 0.0606169, 0.7141733)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  const head = 128 + 4 + tags.length * 12;
  const places = new Map<Uint8Array, number>();
  let size = head;
  for (const [, data] of tags) {
    if (places.has(data)) continue;
    places.set(data, size);
    size += Math.ceil(data.length / 4) * 4;
  }
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size);
  view.setUint32(8, 0x0210_0000);
  ascii(bytes, 12, 'mntrRGB XYZ ');
  // The day of the profile: fixed, so that the same paper gives the same bytes.
  for (const [index, value] of [2026, 1, 1, 0, 0, 0].entries()) view.setUint16(24 + index * 2, value);
  ascii(bytes, 36, 'acsp');
  fixed(view, 68, 0.9642);
  fixed(view, 72, 1);
  fixed(view, 76, 0.8249);
  view.setUint32(128, tags.length);
  for (const [index, [name, data]] of tags.entries()) {
    const at = 132 + index * 12;
    ascii(bytes, at, name);
    view.setUint32(at + 4, places.get(data) as number);
    view.setUint32(at + 8, data.length);
    bytes.set(data, places.get(data) as number);
  }
  return bytes;
}

function ascii(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index += 1) bytes[at + index] = text.charCodeAt(index);
}

function fixed(view: DataView, at: number, value: number): void {
  view.setInt32(at, Math.round(value * 65_536));
}

function xyzTag(x: number, y: number, z: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  ascii(bytes, 0, 'XYZ ');
  fixed(view, 8, x);
  fixed(view, 12, y);
  fixed(view, 16, z);
  return bytes;
}

function curveTag(count: number): Uint8Array {
  const bytes = new Uint8Array(12 + count * 2);
  const view = new DataView(bytes.buffer);
  ascii(bytes, 0, 'curv');
  view.setUint32(8, count);
  for (let index = 0; index < count; index += 1) {
    const value = index / (count - 1);
    const linear = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    view.setUint16(12 + index * 2, Math.round(linear * 65_535));
  }
  return bytes;
}

function textTag(text: string): Uint8Array {
  const bytes = new Uint8Array(8 + text.length + 1);
  ascii(bytes, 0, 'text');
  ascii(bytes, 8, text);
  return bytes;
}

function descriptionTag(text: string): Uint8Array {
  const bytes = new Uint8Array(12 + text.length + 1 + 4 + 4 + 2 + 1 + 67);
  ascii(bytes, 0, 'desc');
  new DataView(bytes.buffer).setUint32(8, text.length + 1);
  ascii(bytes, 12, text);
  return bytes;
}
