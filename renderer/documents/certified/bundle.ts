import PizZip from 'pizzip';
import { formatMoment } from '#shared/domain/language/dates.ts';
import type { Language } from '#shared/domain/language/language.ts';
import type { ReportLine } from '#shared/pdf/report.ts';
import { BUNDLE_PAPER } from '#shared/pki/bundle.ts';
import { toPem } from '#shared/pki/pem.ts';
import { findPdfSignatures } from '#shared/pki/pdf-signatures.ts';
import type { FileReport, TrustInput } from '#shared/pki/verify.ts';

/** Words of a report, looked up in the language of whoever asks for it. */
export type ReportWords = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** The lines of a verification report. */
export function reportLines(
  report: FileReport,
  paper: { readonly number: string; readonly subject: string; readonly at: string },
  language: Language,
  t: ReportWords,
  fault: (code: string) => string,
): readonly ReportLine[] {
  const moment = (at: number | null) => (at === null ? '' : formatMoment(new Date(at).toISOString(), language));
  const fact = (name: string, text: string): readonly ReportLine[] =>
    text === '' ? [] : [{ kind: 'fact', name: t(name), text }];
  return [
    { kind: 'title', text: t('report.title') },
    { kind: 'text', text: report.ok ? t('good') : t('bad') },
    ...fact('report.number', paper.number),
    ...fact('report.subject', paper.subject),
    { kind: 'fact', name: 'SHA-256', text: report.sha256.replaceAll(/(.{16})/g, '$1 ').trim() },
    ...fact('report.checkedAt', formatMoment(paper.at, language)),
    ...report.faults.map((code): ReportLine => ({ kind: 'text', text: fault(code) })),
    ...report.signatures.flatMap((one, index): readonly ReportLine[] => [
      { kind: 'heading', text: t('signatureN', { n: index + 1 }) },
      { kind: 'text', text: one.faults.length === 0 ? t('goodOne') : t('badOne') },
      ...one.faults.map((code): ReportLine => ({ kind: 'text', text: fault(code) })),
      ...fact('by', [one.signer?.commonName, one.signer?.title, one.signer?.organization].filter(Boolean).join(', ')),
      ...fact('certificate', one.serial ?? ''),
      ...fact('report.issuer', one.issuer?.commonName ?? ''),
      ...fact('at', moment(one.signedAt)),
      ...fact('timestamp', [moment(one.timestamp?.at ?? null), one.timestamp?.authority].filter(Boolean).join(', ')),
      ...fact('revoked', moment(one.revoked?.at ?? null)),
      ...fact('report.listed', moment(one.listed)),
      ...one.notes.map((note): ReportLine => ({ kind: 'text', text: t(`note.${note}`) })),
    ]),
  ];
}

const COMMANDS = `This folder stands alone: nothing in it needs the program that made it.

paper.pdf          the signed paper (PDF/A-2b, PAdES)
signature-N.p7s    signature N as it lies in the paper (CMS, DER)
signed-N.bin       the very bytes that signature N covers
root.pem           root certificate of the ministry's authority: compare it with the one that the ministry publishes
ca.pem             the root, the certificates between, and the lists of revoked certificates
report.pdf         what the check came to on the day of the export
report.json        the same for programs

Check with tools of others:

  pdfsig -nocert paper.pdf
  openssl cms -verify -binary -inform DER -in signature-1.p7s -content signed-1.bin -CAfile root.pem -purpose any -out /dev/null
  openssl cms -verify -binary -inform DER -in signature-1.p7s -content signed-1.bin -CAfile ca.pem -crl_check_all -purpose any -out /dev/null

"Signature is Valid" and "CMS Verification successful" are what a genuine paper gives.
`;

/** A bundle that proves a paper without this program: paper, signatures, certificates, lists, report. ZIP. */
export function writeBundle(input: {
  readonly file: Uint8Array;
  readonly trust: TrustInput;
  readonly report: FileReport;
  readonly reportPdf: Uint8Array;
}): Uint8Array {
  const zip = new PizZip();
  const put = (name: string, bytes: Uint8Array | string) =>
    zip.file(name, bytes, { binary: typeof bytes !== 'string' });
  put(BUNDLE_PAPER, input.file);
  for (const [index, one] of findPdfSignatures(input.file).entries()) {
    put(`signature-${index + 1}.p7s`, one.cms);
    put(`signed-${index + 1}.bin`, one.signed);
  }
  const root = input.trust.roots.map((one) => toPem(one)).join('');
  put('root.pem', root);
  put(
    'ca.pem',
    [
      root,
      ...(input.trust.intermediates ?? []).map((one) => toPem(one)),
      ...(input.trust.lists ?? []).map((one) => toPem(one, 'X509 CRL')),
    ].join(''),
  );
  put('report.pdf', input.reportPdf);
  put('report.json', JSON.stringify(input.report, null, 2));
  put('README.txt', COMMANDS);
  return zip.generate({ type: 'uint8array', compression: 'DEFLATE' });
}
