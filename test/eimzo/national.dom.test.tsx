import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkNationalSignature } from '#shared/domain/documents/national/pkcs7.ts';
import { nationalContent, pinflMark } from '#shared/domain/documents/national/signature.ts';
import { fromBase64Url } from '#shared/kernel/encoding.ts';
import type { ErrorCode } from '#shared/kernel/errors.ts';
import type { NationalPort } from '#shared/ipc/desktop-api.ts';
import { createEimzo } from '../../main/services/eimzo.ts';
import { NationalDialog } from '../../renderer/documents/route-dialogs.tsx';
import { createOfficeInMemory } from '../../renderer/documents/testing/office-in-memory.tsx';
import errors from '../../renderer/i18n/locales/errors/uz-Latn.json' with { type: 'json' };
import { type EimzoFailure, type EimzoSimulator, startEimzoSimulator } from '../support/eimzo/simulator.ts';

vi.setConfig({ testTimeout: 30_000 });

const PINFL = '31210632040244';
const HASH = '0f'.repeat(32);
const paper = {
  id: 'paper-1',
  officeId: 'office-1',
  place: 'here',
  conflicts: [],
  body: { journal: 'outgoing', kind: 'letter', state: 'signed', subject: 'Mavzu', contentHash: HASH },
} as never;

/** The words of a code as the screen has them, with whatever stands in the placeholders. */
function wordsOf(code: ErrorCode): RegExp {
  const text = (errors as Readonly<Record<string, string>>)[code] ?? '';
  expect(text.length).toBeGreaterThan(20);
  return new RegExp(text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\{\w+\}\}/g, '.+'));
}

describe('signing with E-IMZO, from its simulator to the screen', () => {
  let simulator: EimzoSimulator;
  beforeEach(async () => {
    simulator = await startEimzoSimulator();
  });
  afterEach(() => simulator.stop());

  const client = (apiKey: string | null = null) =>
    createEimzo({
      settings: { load: async () => apiKey, save: async () => undefined },
      ports: simulator.ports,
      timeouts: { quick: 1_000, person: 1_500 },
    });
  async function open(national: NationalPort | null, mark: string | undefined = pinflMark('u-chair', PINFL)) {
    const office = createOfficeInMemory({
      role: 'chair',
      session: { national },
      actor: mark ? { pinflMark: mark } : {},
    });
    const onDone = vi.fn<() => void>();
    await office.show(
      <NationalDialog paper={paper} tasks={[]} onClose={() => undefined} onDone={onDone} />,
      '/dialog',
      '/dialog',
    );
    return { office, onDone };
  }
  const sign = async () => {
    // The list has come when the first certificate is chosen.
    await waitFor(() => expect(screen.getAllByRole('radio').length).toBeGreaterThan(3));
    fireEvent.click(screen.getByRole('button', { name: 'E-IMZO bilan imzolash' }));
  };

  it('lists certificates by name, signs with the chosen one, and keeps a signature that holds', async () => {
    const { office, onDone } = await open(client());
    expect(await screen.findByText(/To'xtayev Anvar, Rais/)).toBeTruthy();
    expect(document.body.textContent).not.toContain(PINFL);
    await sign();
    await waitFor(() => expect(onDone).toHaveBeenCalled(), { timeout: 10_000 });
    const [kept] = [...office.docs.values()].filter((doc) => doc.collection === 'signatures');
    expect(kept).toBeDefined();
    const { pkcs7, algorithm } = (kept as NonNullable<typeof kept>).body as { pkcs7: string; algorithm: string };
    expect(algorithm).toBe('GOST2001');
    expect(checkNationalSignature(fromBase64Url(pkcs7), nationalContent(HASH)).ok).toBe(true);
  });

  it.each(['ID karta', 'BAIK token', 'CKC qurilmasi'])('signs with %s', async (name) => {
    const { onDone } = await open(client());
    fireEvent.click(await screen.findByLabelText(name));
    await sign();
    await waitFor(() => expect(onDone).toHaveBeenCalled(), { timeout: 10_000 });
  });

  it.each([
    ['-1021', 'eimzo_origin_missing'],
    ['-1022', 'eimzo_origin_refused'],
    ['old', 'eimzo_version_old'],
    ['silent', 'eimzo_timeout'],
    ['garbage', 'eimzo_answer_unreadable'],
  ] as const satisfies readonly (readonly [EimzoFailure, ErrorCode])[])(
    'says %s in words before anything is chosen',
    async (failure, code) => {
      simulator.fail(failure);
      await open(client());
      expect(await screen.findByText(wordsOf(code), undefined, { timeout: 5_000 })).toBeTruthy();
    },
  );

  it.each([
    ['-5000', 'eimzo_password_cancelled'],
    ['-2006', 'eimzo_certificate_missing'],
    ['-2011', 'eimzo_disk_missing'],
    ['-9999', 'eimzo_failed'],
    ['password', 'eimzo_password_wrong'],
    ['token', 'eimzo_token_missing'],
    ['unknown', 'eimzo_refused'],
    ['changed', 'national_signature_wrong'],
    ['other-person', 'national_other_person'],
    ['expired', 'national_certificate_expired'],
  ] as const satisfies readonly (readonly [EimzoFailure, ErrorCode])[])(
    'says %s in words, and keeps nothing',
    async (failure, code) => {
      const { office, onDone } = await open(client());
      await screen.findByText(/To'xtayev Anvar/);
      simulator.fail(failure);
      await sign();
      expect((await screen.findAllByText(wordsOf(code), undefined, { timeout: 5_000 })).length).toBeGreaterThan(0);
      expect(onDone).not.toHaveBeenCalled();
      expect([...office.docs.values()].filter((doc) => doc.collection === 'signatures')).toEqual([]);
    },
  );

  it('says that the API key is refused, that nothing runs, that a browser can’t, that the PINFL is not known', async () => {
    simulator.fail('api-key');
    await open(client('KEY'));
    expect(await screen.findByText(wordsOf('eimzo_api_key_refused'))).toBeTruthy();
    await open(null);
    expect(await screen.findByText(wordsOf('eimzo_desktop_only'))).toBeTruthy();
    const nobody = createEimzo({
      settings: { load: async () => null, save: async () => undefined },
      ports: { secure: 1, plain: 1 },
    });
    await open(nobody);
    expect(await screen.findByText(wordsOf('eimzo_not_running'))).toBeTruthy();
  });

  it('says that the staff list has no PINFL for this person', async () => {
    await open(client(), '');
    await sign();
    expect((await screen.findAllByText(wordsOf('national_pinfl_unknown'))).length).toBeGreaterThan(0);
  });
});
