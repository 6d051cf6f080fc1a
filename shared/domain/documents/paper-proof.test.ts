import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createPaperMark,
  hashPrefixOf,
  isMarkKeyBound,
  isMarkOfSignature,
  isProofGenuine,
  markKeyId,
  markText,
  readPaperProof,
  shortCode,
} from './paper-proof.ts';
import { createOfficeKey } from './signing.ts';

const keyOf = (seed: number) => createOfficeKey({ bytes: (length) => new Uint8Array(length).fill(seed) });
const office = keyOf(7);
const other = keyOf(9);
const facts = { number: '12-1/57', regDate: '2026-11-24', contentHash: '0f'.repeat(32) };
const mark = createPaperMark(office.secret, facts);

describe('a paper’s mark', () => {
  it('tells number, day and content, and is proved by the office’s key', () => {
    const proof = readPaperProof(mark.code);
    expect(proof).toMatchObject({ ...facts, keyId: markKeyId(mark.publicKey) });
    expect(isProofGenuine(proof!, mark.publicKey)).toBe(true);
    expect(isMarkKeyBound(office.publicKey, mark)).toBe(true);
    expect(isMarkOfSignature(mark, office.publicKey, facts.contentHash)).toBe(true);
  });

  it('is refused by another office’s key, and over another content', () => {
    const foreign = createPaperMark(other.secret, facts);
    const proof = readPaperProof(mark.code)!;
    expect(isProofGenuine(proof, foreign.publicKey)).toBe(false);
    expect(isMarkKeyBound(other.publicKey, mark)).toBe(false);
    expect(isMarkOfSignature({ ...mark, code: foreign.code }, office.publicKey, facts.contentHash)).toBe(false);
    expect(isMarkOfSignature(mark, office.publicKey, '0e'.repeat(32))).toBe(false);
    expect(isMarkOfSignature({ ...mark, binding: foreign.binding }, office.publicKey, facts.contentHash)).toBe(false);
  });

  it('goes there and back for any number and day', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => Buffer.byteLength(text) <= 60),
        fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (number, date, hash) => {
          const said = {
            number,
            regDate: date.toISOString().slice(0, 10),
            contentHash: Buffer.from(hash).toString('hex'),
          };
          const made = createPaperMark(office.secret, said);
          const read = readPaperProof(markText(made, 'https://mahalla.example.uz'))!;
          expect(read).toMatchObject(said);
          expect(isProofGenuine(read, made.publicKey)).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is refused with any one character changed', () => {
    const accepted = [...mark.code].flatMap((char, at) => {
      const changed = mark.code.slice(0, at) + (char === '7' ? '8' : '7') + mark.code.slice(at + 1);
      const proof = readPaperProof(changed);
      return proof && isProofGenuine(proof, mark.publicKey) ? [at] : [];
    });
    expect(accepted).toEqual([]);
  });

  it('fits a QR code of version 12 at the most, with the server’s address in it', () => {
    // 296 characters are what version 12 holds at level Q in its alphanumeric mode.
    const text = markText(mark, 'https://hujjat.mahalla.gov.uz/');
    expect(text).toMatch(/^HTTPS:\/\/HUJJAT\.MAHALLA\.GOV\.UZ\/V\/[0-9A-Z]+$/);
    expect(text.length).toBeLessThan(260);
    expect(markText(mark, 'https://xn--"bad"')).toBe(`MAHALLA:${mark.code}`);
    expect(markText(mark, null)).toBe(`MAHALLA:${mark.code}`);
  });

  it('never throws on what a QR code may say', () => {
    fc.assert(fc.property(fc.string({ maxLength: 140 }), (text) => readPaperProof(text) === null));
    const code = fc.stringMatching(/^[0-9A-Z]{150,300}$/);
    fc.assert(
      fc.property(code, (text) => {
        const proof = readPaperProof(text);
        expect(proof === null || !isProofGenuine(proof, mark.publicKey)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('has no place for a number that is too long, nor for a day before the year 2000', () => {
    expect(() => createPaperMark(office.secret, { ...facts, number: 'x'.repeat(61) })).toThrow(TypeError);
    expect(() => createPaperMark(office.secret, { ...facts, regDate: '1999-12-31' })).toThrow(TypeError);
  });
});

describe('the short code', () => {
  it('stands for the beginning of the hash, however it is typed', () => {
    const hash = '00a1b2c3d4e5f60718293a4b5c6d7e8f00a1b2c3d4e5f60718293a4b5c6d7e8f';
    const code = shortCode(hash);
    expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    for (const typed of [code, code.toLowerCase(), ` ${code.replace('-', ' ')}`, code.replaceAll('0', 'o')]) {
      expect(hash.startsWith(String(hashPrefixOf(typed)))).toBe(true);
    }
    expect(hashPrefixOf('12345')).toBeNull();
    expect(hashPrefixOf('UUUUU-UUUUU')).toBeNull();
  });
});
