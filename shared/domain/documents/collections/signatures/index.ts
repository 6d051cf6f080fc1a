import { type Static, Type } from '@sinclair/typebox';
import { brokenNationalRule, NATIONAL_ALGORITHM } from '#shared/domain/documents/national/signature.ts';
import { isMarkOfSignature, type PaperMark } from '#shared/domain/documents/paper-proof.ts';
import { isSignatureValid, OFFICE_KEY_ALGORITHM } from '#shared/domain/documents/signing.ts';
import { choice, moment, text } from '#shared/domain/fields.ts';
import { defineCollection } from '#shared/kernel/define-collection.ts';
import { fixtures } from './fixtures/index.ts';

const schema = Type.Object(
  {
    documentId: Type.String({ minLength: 3, maxLength: 64 }),
    contentHash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    /** Of an office key, or the national one made beside it with E-IMZO. */
    algorithm: choice([OFFICE_KEY_ALGORITHM, NATIONAL_ALGORITHM]),
    /** base64url: an office key's point, 87 characters; a national key's x and y, little-endian, 86. */
    publicKey: Type.String({ minLength: 86, maxLength: 87 }),
    value: Type.String({ minLength: 80, maxLength: 100 }),
    signerId: Type.String({ minLength: 3, maxLength: 64 }),
    signerName: text(200),
    position: text(200),
    at: moment(),
    /** The mark that is printed on the paper; made with the office key when a paper gets its number. */
    mark: Type.Optional(
      Type.Object(
        {
          code: Type.String({ minLength: 150, maxLength: 400 }),
          publicKey: Type.String({ minLength: 43, maxLength: 43 }),
          binding: Type.String({ minLength: 80, maxLength: 100 }),
        },
        { additionalProperties: false },
      ),
    ),
    /** The PKCS#7 message of a national signature, base64url. */
    pkcs7: Type.Optional(Type.String({ minLength: 100, maxLength: 64_000 })),
  },
  { additionalProperties: false },
);

/** Body of a signature. */
export type SignatureBody = Static<typeof schema>;

/** Signatures with office keys and national ones. Made once; neither side accepts one that does not verify, and none ever changes. */
export const signatures = defineCollection({
  name: 'signatures',
  context: 'documents',
  version: 1,
  schema,
  sharing: 'office',
  merge: {},
  policy: { create: ['chair', 'secretary', 'specialist'], patch: [], remove: [] },
  readonlyFields: Object.keys(schema.properties),
  guard: ({ kind, body, actor }) => {
    if (kind !== 'create') return null;
    if (body.algorithm === NATIONAL_ALGORITHM) {
      return body.mark ? 'signature_invalid' : brokenNationalRule(body, actor);
    }
    if (body.pkcs7) return 'signature_invalid';
    if (body.signerId !== actor.id || !actor.publicKeys.includes(String(body.publicKey)))
      return 'signature_key_unknown';
    const { mark } = body as { mark?: PaperMark };
    const key = String(body.publicKey);
    const hash = String(body.contentHash);
    if (mark && !isMarkOfSignature(mark, key, hash)) return 'signature_invalid';
    return isSignatureValid(key, hash, String(body.value)) ? null : 'signature_invalid';
  },
  sortKey: (body) => String(body.documentId),
  // Version 1 only adds fields that may be absent.
  migrations: { 1: (body) => body },
  fixtures,
});
