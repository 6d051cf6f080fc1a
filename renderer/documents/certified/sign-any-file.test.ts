import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64Url } from '#shared/kernel/encoding.ts';
import { CodedError, type Failure } from '#shared/kernel/result.ts';
import { verifyFile } from '#shared/pki/verify.ts';
import {
  createTestAuthority,
  DAY,
  type TestAuthority,
  type TestSigner,
} from '../../../test/support/signatures/authority.ts';
import type { Change, DataClient } from '../../ports/data.ts';
import { signAnyFile } from './sign-any-file.ts';
import { AUTHORITY_ID, certificatesId } from './trust.ts';

const now = Date.UTC(2026, 10, 24, 12);
const file = new TextEncoder().encode('hisobot, uchinchi chorak');
let authority: TestAuthority;
let chair: TestSigner;

beforeAll(async () => {
  authority = await createTestAuthority(now);
  chair = await authority.person('Toʻxtayev Anvar', 'Rais');
});

function setUp(
  options: { at?: number; certificates?: readonly Uint8Array[]; refuses?: Failure; password?: string } = {},
) {
  const changes: Change[] = [];
  const catalogues: Readonly<Record<string, unknown>> = {
    [AUTHORITY_ID]: { roots: [toBase64Url(authority.root.certificate)], intermediates: chair.chain.map(toBase64Url) },
    [certificatesId('o-1')]: { 'u-1': (options.certificates ?? [chair.certificate]).map(toBase64Url) },
  };
  const data = {
    get: async (_: string, id: string) => ({ body: { data: catalogues[id] } }),
    commit: async (asked: readonly Change[]) => {
      if (options.refuses) return { ok: false, failure: options.refuses };
      changes.push(...asked);
      return { ok: true };
    },
  } as unknown as DataClient;
  const sign = (bytes = file) =>
    signAnyFile(
      {
        data,
        secrets: {
          signAttributes: async (attributes, password) => {
            if (password !== 'toʻgʻri') throw new CodedError('password_wrong');
            return chair.sign(attributes);
          },
        },
        office: { id: 'o-1' } as Parameters<typeof signAnyFile>[0]['office'],
        publicKey: chair.key.publicKey,
        context: () => ({
          actor: { id: 'u-1', name: 'Toʻxtayev Anvar', role: 'chair' },
          at: new Date(options.at ?? now).toISOString(),
          today: '2026-11-24',
          newId: () => 'event-1',
        }),
      },
      bytes,
      options.password ?? 'toʻgʻri',
    );
  return { sign, changes };
}

describe('signing any file with the office key', () => {
  it('gives a detached signature that anyone can check, and leaves a trace with the hash of the file', async () => {
    const { sign, changes } = setUp();
    const { signature, report } = await sign();
    expect(report).toMatchObject({ ok: true, format: 'cms', signatures: [{ signer: { commonName: chair.name } }] });
    const trust = { roots: [authority.root.certificate] };
    expect(verifyFile({ file, signature, trust, now }).ok).toBe(true);
    const changed = file.slice();
    changed[0] = (changed[0] as number) ^ 1;
    expect(verifyFile({ file: changed, signature, trust, now }).ok).toBe(false);
    expect(changes).toEqual([
      {
        collection: 'auditEvents',
        docId: 'event-1',
        kind: 'create',
        patch: { event: 'file_signed', at: new Date(now).toISOString(), actor: 'u-1', detail: report.sha256 },
      },
    ]);
  });

  it.each([
    ['certificate_missing', { certificates: [] }],
    ['certificate_expired', { at: now + 4_000 * DAY }],
    ['password_wrong', { password: 'boshqa' }],
    ['disk_full', { refuses: { code: 'disk_full' } as Failure }],
  ] as const)('%s: nothing is given out and nothing is written', async (code, options) => {
    const { sign, changes } = setUp(options);
    await expect(sign()).rejects.toMatchObject({ failure: { code } });
    expect(changes).toEqual([]);
  });
});
