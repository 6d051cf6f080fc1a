import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { people } from '#shared/domain/casework/collections/people/index.ts';
import type { CollectionDefinition } from '#shared/kernel/define-collection.ts';
import { apply } from '#shared/sync/apply.ts';
import { cropOf, isBareJpeg, isPhoto, stripJpeg } from './photo.ts';

const bytes = (...parts: readonly (readonly number[] | string)[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)));
const segment = (marker: number, content: string) => {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...Buffer.from(content, 'latin1')];
};
const START = [0xff, 0xd8];
const JFIF = segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0');
const TABLE = segment(0xdb, 'q'.repeat(65));
const SCAN = [...segment(0xda, '\x01\x01\0\0\x3f\0'), 1, 2, 0xff, 0, 3, 0xff, 0xd0, 4];
const END = [0xff, 0xd9];

describe('a photograph', () => {
  it('has nothing in it but the picture', () => {
    expect(isBareJpeg(bytes(START, JFIF, TABLE, SCAN, END))).toBe(true);
    expect(isBareJpeg(bytes(START, TABLE, SCAN, END))).toBe(true);
    expect(isBareJpeg(bytes(START, JFIF, segment(0xe1, 'Exif\0\0MM gps'), TABLE, SCAN, END))).toBe(false);
    expect(isBareJpeg(bytes(START, segment(0xe2, 'ICC_PROFILE'), TABLE, SCAN, END))).toBe(false);
    expect(isBareJpeg(bytes(START, JFIF, segment(0xfe, 'where I live'), TABLE, SCAN, END))).toBe(false);
    expect(isBareJpeg(bytes(START, JFIF, TABLE, SCAN, END, 'behind the end'))).toBe(false);
    expect(isBareJpeg(bytes(START, segment(0xe0, 'JFIF with a thumbnail and more'), TABLE, SCAN, END))).toBe(false);
    expect(isBareJpeg(bytes('PNG'))).toBe(false);
    expect(isBareJpeg(bytes(START, JFIF))).toBe(false);
  });

  it('loses what is not the picture: browsers add a colour profile of the screen', () => {
    const more = [segment(0xe1, 'Exif gps'), segment(0xe2, 'ICC_PROFILE'), segment(0xfe, 'where I live')];
    const stripped = stripJpeg(bytes(START, JFIF, ...more, TABLE, SCAN, END));
    expect(stripped).toEqual(bytes(START, JFIF, TABLE, SCAN, END));
    expect(isBareJpeg(stripped as Uint8Array)).toBe(true);
    expect(stripJpeg(bytes('PNG'))).toBeNull();
  });

  it('is refused by the record where it is more than the picture, by whatever program it was written', () => {
    const text = (...parts: readonly (readonly number[])[]) => Buffer.from(bytes(...parts)).toString('base64');
    const bare = text(START, JFIF, TABLE, SCAN, END);
    expect(isPhoto(bare)).toBe(true);
    const write = (photo: string) => {
      const actor = { id: 'u-1', role: 'secretary' as const, officeId: 'o-1', publicKeys: [] };
      const patch = { familyName: 'Karimova', givenName: 'Dilnoza', photo };
      const op = { id: 'op-1', docId: 'p-1', collection: 'people', kind: 'create', at: '', actor: 'u-1', base: {} };
      const definition = people as unknown as CollectionDefinition;
      return apply(
        null,
        { ...op, version: people.version, patch } as never,
        { definition, actor, related: () => null } as never,
      );
    };
    expect(write(bare).kind).toBe('applied');
    const withPlace = text(START, JFIF, segment(0xe1, 'Exif\0\0MM gps'), TABLE, SCAN, END);
    for (const photo of [withPlace, 'no base64 at all', `${bare}=`, bare.replaceAll('/', '_'), 'A'.repeat(20_000)]) {
      expect(write(photo)).toMatchObject({ kind: 'refused' });
    }
  });

  it('is cut out within the picture, as wide to high as 3 to 4', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8000 }),
        fc.integer({ min: 1, max: 8000 }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (width, height, zoom, across, down) => {
          const crop = cropOf({ width, height }, zoom, across, down);
          expect(crop.width / crop.height).toBeCloseTo(0.75);
          expect(crop.x).toBeGreaterThanOrEqual(-1e-6);
          expect(crop.y).toBeGreaterThanOrEqual(-1e-6);
          expect(crop.x + crop.width).toBeLessThanOrEqual(width + 1e-6);
          expect(crop.y + crop.height).toBeLessThanOrEqual(height + 1e-6);
        },
      ),
    );
  });
});
