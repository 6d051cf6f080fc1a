import boldUrl from '@expo-google-fonts/noto-serif/700Bold/NotoSerif_700Bold.ttf?url';
import regularUrl from '@expo-google-fonts/noto-serif/400Regular/NotoSerif_400Regular.ttf?url';
import type { StaffBody } from '#shared/domain/access/collections/staff/index.ts';
import { type Attachment, attachmentsOf, attachPatch } from '#shared/domain/documents/attachments.ts';
import { markText } from '#shared/domain/documents/paper-proof.ts';
import { OFFICE_KEY_ALGORITHM } from '#shared/domain/documents/signing.ts';
import { CodedError, type Failure, toFailure } from '#shared/kernel/result.ts';
import type { SecretsPort } from '#shared/ipc/desktop-api.ts';
import type { SheetFonts } from '#shared/pdf/archive-pdf.ts';
import { type FileRef, PIECE_BYTES } from '#shared/sync/files/contract.ts';
import type { OfficeInfo } from '#shared/sync/protocol.ts';
import type { DataClient, RecordOf } from '../../ports/data.ts';
import type { ActContext } from '../acts.ts';
import { hashFile, readFile } from '../files/keep.ts';
import { scriptOf, sheetOfPaper, signersOf } from './sheet-of-paper.ts';
import { AUTHORITY_ID, certificatesId, certificatesOf, requireCertificate, serialMark, trustOf } from './trust.ts';

/** What signing a paper as a file needs from its session. */
export interface CertifyDeps {
  readonly data: DataClient;
  readonly secrets: Pick<SecretsPort, 'signAttributes'>;
  readonly office: OfficeInfo;
  readonly publicKey: string;
  readonly serverUrl: string | null;
  context(): ActContext;
  /** Name of a kind of paper in a script. */
  kindName(kind: string, script: 'latn' | 'cyrl'): string;
}

let fonts: Promise<SheetFonts> | null = null;

/** The fonts of papers, read once. */
export function loadSheetFonts(): Promise<SheetFonts> {
  const load = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  fonts ??= Promise.all([load(regularUrl), load(boldUrl)]).then(([regular, bold]) => ({ regular, bold }));
  fonts.catch(() => (fonts = null));
  return fonts;
}

/**
 * Loads what signing a file needs while there is a connection: in a browser the program's parts come over the network,
 * and signing has to go without it.
 */
export function warmUpSigning(): void {
  const parts = [
    import('#shared/pdf/archive-pdf.ts'),
    import('#shared/pdf/sign-pdf.ts'),
    import('#shared/pki/sign.ts'),
    import('#shared/pdf/report.ts'),
    import('#shared/pki/verify.ts'),
    import('#shared/pki/bundle.ts'),
    import('@libpdf/core'),
    loadSheetFonts(),
  ];
  // What does not come now is asked for again when it is needed.
  void Promise.allSettled(parts);
}

/** The newest signed file of a paper, or null. */
export function signedFileOf(paper: Pick<RecordOf<'documents'>, 'body'>): Attachment | null {
  return attachmentsOf(paper.body).findLast((one) => one.role === 'signed') ?? null;
}

function listOnce(data: DataClient, paperId: string): Promise<readonly RecordOf<'signatures'>[]> {
  return new Promise((resolve) => {
    const stop = data.watchList({ collection: 'signatures', prefix: paperId, limit: 100 }, (records) => {
      resolve(records.filter((one) => one.body.documentId === paperId));
      // The first call may come before the way to stop is there.
      setTimeout(() => stop(), 0);
    });
  });
}

function pkiFiles(data: DataClient) {
  if (!data.files) throw new CodedError('unexpected');
  return data.files.attachments;
}

/** The signed file as it lies here; fetched first where it is not. */
export async function readSignedFile(data: DataClient, paperId: string, file: Attachment): Promise<Uint8Array> {
  const { hash, size } = file;
  await pkiFiles(data).fetch({ hash, size, collection: 'documents', docId: paperId });
  return readFile(pkiFiles(data), { hash, size });
}

async function keep(data: DataClient, paperId: string, bytes: Uint8Array): Promise<FileRef> {
  const attachments = pkiFiles(data);
  const ref: FileRef = { hash: await hashFile(bytes), size: bytes.length };
  const [place] = await attachments.places([ref]);
  if (place !== 'here') {
    for (let n = 0; n * PIECE_BYTES < ref.size; n += 1) {
      await attachments.write(ref, n, bytes.slice(n * PIECE_BYTES, (n + 1) * PIECE_BYTES));
    }
    await attachments.finish(ref);
  }
  await attachments.send({ ...ref, collection: 'documents', docId: paperId });
  return ref;
}

/** Keeps a new revision of a paper's signed file: beside the ones before it, of which it is the continuation. */
export async function keepSignedFile(
  deps: Pick<CertifyDeps, 'data' | 'context'>,
  paper: Pick<RecordOf<'documents'>, 'id' | 'body'>,
  bytes: Uint8Array,
  pages: number,
): Promise<Failure | null> {
  const { data } = deps;
  const context = deps.context();
  const ref = await keep(data, paper.id, bytes);
  const name = `${(paper.body.number ?? paper.id).replace(/[^\p{L}\p{N}-]+/gu, '-')}.pdf`;
  const attachment: Attachment = {
    id: context.newId(),
    ...ref,
    name,
    type: 'pdf',
    role: 'signed',
    pages,
    actor: context.actor.id,
    at: context.at,
  };
  const result = await data.commit([
    { collection: 'documents', docId: paper.id, kind: 'patch', patch: attachPatch([attachment]) },
  ]);
  if (result.ok) return null;
  await pkiFiles(data).unsend({ ...ref, collection: 'documents', docId: paper.id });
  return result.failure;
}

/**
 * Signs a signed paper once more as a file that anyone can check: the first signer's laptop writes the archive PDF, each
 * signer adds a signature after what is there. Needs no connection. The result is checked before it is kept.
 * @returns the failure, or null; `certificate_missing` where the office key has no certificate yet, `certificate_expired`
 */
export async function certifyPaper(deps: CertifyDeps, paperId: string, password: string): Promise<Failure | null> {
  const { data } = deps;
  try {
    const [paper, authority, certificates, signatures] = await Promise.all([
      data.get('documents', paperId),
      data.get('catalogues', AUTHORITY_ID),
      data.get('catalogues', certificatesId(deps.office.id)),
      listOnce(data, paperId),
    ]);
    const context = deps.context();
    if (!paper?.body.contentHash) throw new CodedError('not_found');
    const now = Date.parse(context.at);
    const known = certificates?.body.data;
    const certificate = requireCertificate(known, context.actor.id, deps.publicKey, now);
    const trust = trustOf(authority?.body.data);
    if (trust.roots.length === 0) throw new CodedError('certificate_missing');

    const [{ writePaperPdf }, { signPdf }, { verifyFile }] = await Promise.all([
      import('#shared/pdf/archive-pdf.ts'),
      import('#shared/pdf/sign-pdf.ts'),
      import('#shared/pki/verify.ts'),
    ]);
    const before = signedFileOf(paper);
    let file: Uint8Array;
    if (before) {
      file = await readSignedFile(data, paperId, before);
    } else {
      const script = scriptOf(paper.body);
      const staff = await Promise.all(
        signersOf(paper.body, context.actor.id).map(async (id) => ({ id, record: await data.get('staff', id) })),
      );
      const signers = staff.flatMap(({ id, record }) => {
        if (!record) return [];
        const own = id === context.actor.id ? certificate : certificatesOf(known, id)[0];
        const key = record.body.publicKeys.at(-1);
        return [
          {
            staff: record.body as StaffBody,
            ...(own ? { certificate: serialMark(own) } : {}),
            ...(key ? { key: (key.slice(1, 17).match(/.{4}/g) ?? []).join(' ') } : {}),
          },
        ];
      });
      const mark = signatures.find((one) => one.body.mark)?.body.mark;
      const content = sheetOfPaper({
        body: paper.body,
        office: deps.office,
        signers,
        kind: deps.kindName(paper.body.kind, script),
        mark: mark ? markText(mark, deps.serverUrl) : null,
      });
      const info = {
        title: `№ ${content.number}`,
        author: deps.office.name[script],
        subject: paper.body.subject,
        language: content.language,
        at: new Date(now),
      };
      file = await writePaperPdf(content, info, await loadSheetFonts());
    }
    const signed = await signPdf(
      file,
      {
        certificate: certificate.der,
        chain: trust.intermediates ?? [],
        sign: (attributes) => deps.secrets.signAttributes(attributes, password),
      },
      new Date(now),
    );
    const report = verifyFile({ file: signed, trust, now });
    // What stands in the way of the certificate itself is for whoever verifies to say; a broken file is not kept.
    const broken =
      report.faults[0] ?? report.signatures.flatMap((one) => one.faults).find((code) => code !== 'signer_expired');
    if (broken) throw new CodedError(broken);
    const keys = signatures
      .filter((one) => one.body.algorithm === OFFICE_KEY_ALGORITHM)
      .map((one) => one.body.publicKey);
    if (!keys.includes(deps.publicKey)) throw new CodedError('signer_mismatch');
    const { PDF } = await import('@libpdf/core');
    return await keepSignedFile(deps, paper, signed, (await PDF.load(signed)).getPageCount());
  } catch (error) {
    return toFailure(error);
  }
}
