import type { ScannerPort } from '#shared/ipc/scanner.ts';
import type { AttachmentsPort } from '#shared/sync/files/contract.ts';

/** What was read out of a file: a side copy for searching, on this laptop alone. The file is never altered. */
export interface FileText {
  /** SHA-256 of the file. */
  readonly hash: string;
  /** By page. */
  readonly pages: readonly string[];
  /** `layer`: the file had its text in it; `ocr`: it was recognised. */
  readonly source: 'layer' | 'ocr';
  /** ISO 8601, by this device's clock. */
  readonly at: string;
}

/**
 * Texts of files, by the hashes of the files. Encrypted on disk; kept through locks and restarts. For a search index:
 * read `all` once, then follow `onChange`; `attachments` of papers and tasks say whose a hash is.
 */
export interface FileTexts {
  /** Null where the file was not read yet. */
  get(hash: string): Promise<FileText | null>;
  put(text: FileText): Promise<void>;
  /** Every text there is, in no order. */
  all(): Promise<readonly FileText[]>;
  /** Calls with each text that was put. Returns how to stop. */
  onChange(listener: (text: FileText) => void): () => void;
}

/** The office's files on this laptop. */
export interface OfficeFiles {
  readonly attachments: AttachmentsPort;
  /** Null where there is no folder to watch: in a browser. */
  readonly scanner: ScannerPort | null;
  readonly texts: FileTexts;
}
