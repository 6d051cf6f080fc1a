import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { StaffBody } from '#shared/domain/access/collections/staff/index.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import type { SignatureBody } from '#shared/domain/documents/collections/signatures/index.ts';
import { contentHash, type SignedContent } from '#shared/domain/documents/content.ts';
import { createPaperMark, markText } from '#shared/domain/documents/paper-proof.ts';
import { createOfficeKey, signContent } from '#shared/domain/documents/signing.ts';
import { MARK_READER_OPTIONS } from '../../documents/mark-options.ts';
import { qrPath } from '../../documents/qr.ts';
import { checkMark, type Records } from './check-mark.ts';

const keyOf = (seed: number) => createOfficeKey({ bytes: (length) => new Uint8Array(length).fill(seed) });
const key = keyOf(5);
const stranger = keyOf(6);

function signed(n: number, text = 'Matn') {
  const body = {
    journal: 'outgoing',
    kind: 'letter',
    subject: 'Mavzu',
    text,
    number: `12-1/${n}`,
    regDate: '2026-11-24',
  };
  const hash = contentHash(body as SignedContent);
  const mark = createPaperMark(key.secret, { number: body.number, regDate: body.regDate, contentHash: hash });
  const signature = {
    documentId: `paper-${n}`,
    contentHash: hash,
    algorithm: 'ES256',
    publicKey: key.publicKey,
    value: signContent(key.secret, hash),
    signerId: 'u-chair',
    mark,
  } as SignatureBody;
  const paper = { ...body, state: 'signed', contentHash: hash, signatureId: `s-${n}` } as unknown as DocumentBody;
  return { paper: { id: `paper-${n}`, body: paper }, signature: { id: `s-${n}`, body: signature }, mark, hash };
}

const one = signed(1);
const two = signed(2, 'Boshqa matn');
const staff = new Map([
  ['u-chair', { name: 'Rais', role: 'chair', publicKeys: [key.publicKey] } as unknown as StaffBody],
]);
const records = (more: Partial<Records> = {}): Records => ({
  papers: [one.paper, two.paper],
  signatures: [one.signature, two.signature],
  staff,
  ...more,
});
const qr = markText(one.mark, 'https://mahalla.example.uz');

describe('a mark of paper', () => {
  it('is genuine with its record on this laptop', () => {
    expect(checkMark(qr, records())).toMatchObject({ kind: 'genuine', paperId: 'paper-1' });
    expect(checkMark(`  ${qr} `, records(), 'paper-1').kind).toBe('genuine');
  });

  it('of another paper is told, where one paper is asked about', () => {
    expect(checkMark(qr, records(), 'paper-2')).toMatchObject({ kind: 'other_paper', paperId: 'paper-1' });
    expect(checkMark(qr, records({ papers: [two.paper] }), 'paper-2')).toMatchObject({
      kind: 'other_paper',
      paperId: null,
    });
  });

  it('without its record, or with a record that says something else', () => {
    expect(checkMark(qr, records({ papers: [] })).kind).toBe('not_here');
    const changed = { ...one.paper, body: { ...one.paper.body, text: 'Oʻzgargan' } };
    expect(checkMark(qr, records({ papers: [changed] })).kind).toBe('record_differs');
    const hash = { ...one.paper, body: { ...one.paper.body, contentHash: two.hash } };
    expect(checkMark(qr, records({ papers: [hash] })).kind).toBe('record_differs');
  });

  it('by a key that is not on the staff list is not taken for the office’s', () => {
    const facts = { number: '12-1/1', regDate: '2026-11-24', contentHash: one.hash };
    const foreign = createPaperMark(stranger.secret, facts);
    expect(checkMark(foreign.code, records()).kind).toBe('key_unknown');
    const planted = { id: 's-9', body: { ...one.signature.body, publicKey: stranger.publicKey, mark: foreign } };
    expect(checkMark(foreign.code, records({ signatures: [planted] })).kind).toBe('key_unknown');
    const unbound = { id: 's-9', body: { ...one.signature.body, mark: { ...foreign, binding: one.mark.binding } } };
    expect(checkMark(foreign.code, records({ signatures: [unbound] })).kind).toBe('key_unknown');
  });

  it('that was altered is forged, and other codes are none', () => {
    const code = one.mark.code;
    const end = `${code.slice(0, -3)}${code.at(-3) === '7' ? '8' : '7'}${code.slice(-2)}`;
    expect(checkMark(end, records()).kind).toBe('forged');
    for (const text of ['', 'https://example.uz', 'x'.repeat(300), code.slice(4)]) {
      expect(checkMark(text, records()).kind).toBe('unreadable');
    }
  });
});

describe('the code of a mark', () => {
  beforeAll(async () => {
    const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
    await prepareZXingModule({
      overrides: { wasmBinary: new Uint8Array(readFileSync(file)).buffer },
      fireImmediately: true,
    });
  });

  /** A picture of a code, turned and out of focus: `dots` to a module, as on a page at about 150 dots to the inch. */
  function picture(
    text: string,
    degrees: number,
    dots: number,
  ): { data: Uint8ClampedArray; width: number; height: number } {
    const { size, path } = qrPath(text);
    const dark = new Set(
      path
        .split('M')
        .slice(1)
        .map((part) => part.split('h')[0]),
    );
    const side = Math.ceil((size + 12) * dots * 1.5);
    const angle = (degrees * Math.PI) / 180;
    const light = new Float32Array(side * side);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const [dx, dy] = [(x - side / 2) / dots, (y - side / 2) / dots];
        const u = Math.floor(dx * Math.cos(angle) + dy * Math.sin(angle) + size / 2);
        const v = Math.floor(dy * Math.cos(angle) - dx * Math.sin(angle) + size / 2);
        light[y * side + x] = dark.has(`${u} ${v}`) ? 40 : 225;
      }
    }
    const data = new Uint8ClampedArray(side * side * 4);
    for (let y = 1; y < side - 1; y++) {
      for (let x = 1; x < side - 1; x++) {
        let sum = 0;
        for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) sum += light[(y + dy) * side + x + dx] as number;
        data.fill(sum / 9, (y * side + x) * 4, (y * side + x) * 4 + 3);
        data[(y * side + x) * 4 + 3] = 255;
      }
    }
    return { data, width: side, height: side };
  }

  it.each([
    [0, 3.7],
    [13, 3.7],
    [90, 2.8],
    [201, 4.5],
  ])('is read and verified turned by %d degrees, %d dots to a module', async (degrees, dots) => {
    const codes = await readBarcodes(picture(qr, degrees, dots) as ImageData, MARK_READER_OPTIONS);
    expect(codes.map((code) => checkMark(code.text, records()).kind)).toEqual(['genuine']);
  });
});
