import { CodedError } from '#shared/kernel/result.ts';
import type { FileReport } from '#shared/pki/verify.ts';
import { hashFile } from '../files/hash.ts';
import type { CertifyDeps } from './certify.ts';
import { AUTHORITY_ID, certificatesId, requireCertificate, trustOf } from './trust.ts';

/** A detached signature, and what checking it came to. */
export interface SignedFile {
  /** DER, the content of a `.p7s` file. */
  readonly signature: Uint8Array;
  readonly report: FileReport;
}

/**
 * Signs any file with the office key, detached: the file itself is not touched. Needs no connection. Before the signature
 * is given out the laptop's audit has it, with the file's hash: nothing is signed without a trace. The result is checked.
 * @param password the signer's, given again
 * @throws `certificate_missing`, `certificate_expired`, `password_wrong`, or what is wrong with the signature made
 */
export async function signAnyFile(
  deps: Pick<CertifyDeps, 'data' | 'secrets' | 'office' | 'publicKey' | 'context'>,
  file: Uint8Array,
  password: string,
): Promise<SignedFile> {
  const { data } = deps;
  const [authority, certificates, { signDetached }, { verifyFile }] = await Promise.all([
    data.get('catalogues', AUTHORITY_ID),
    data.get('catalogues', certificatesId(deps.office.id)),
    import('#shared/pki/sign.ts'),
    import('#shared/pki/verify.ts'),
  ]);
  const context = deps.context();
  const now = Date.parse(context.at);
  const trust = trustOf(authority?.body.data);
  const certificate = requireCertificate(certificates?.body.data, context.actor.id, deps.publicKey, now);
  if (trust.roots.length === 0) throw new CodedError('certificate_missing');
  const signature = await signDetached(
    file,
    {
      certificate: certificate.der,
      chain: trust.intermediates ?? [],
      sign: (attributes) => deps.secrets.signAttributes(attributes, password),
    },
    new Date(now),
  );
  const report = verifyFile({ file, signature, trust, now });
  // Days that have not begun by a laptop's wrong clock are for whoever verifies to say; a broken signature is not kept.
  const broken = report.signatures.flatMap((one) => one.faults).find((code) => code !== 'signer_not_yet_valid');
  if (broken) throw new CodedError(broken);
  const kept = await data.commit([
    {
      collection: 'auditEvents',
      docId: context.newId(),
      kind: 'create',
      patch: { event: 'file_signed', at: context.at, actor: context.actor.id, detail: await hashFile(file) },
    },
  ]);
  if (!kept.ok) throw new CodedError(kept.failure.code, kept.failure.params);
  return { signature, report };
}
