/** A file that lies in the scanner's folder, whole. */
export interface ScannedFile {
  /** Its name in the folder; nothing else of the machine's disk can be named. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** The folder into which the office's scanner writes. Only on the desktop. Rejects with codes. */
export interface ScannerPort {
  /** The folder that is watched; null where none was chosen. */
  folder(): Promise<string | null>;
  /** Lets the user choose a folder; resolves to the one that is watched now. */
  choose(): Promise<string | null>;
  /** Watches no folder any more. Its files stay. */
  forget(): Promise<void>;
  /** Files that are there and complete, the newest first. */
  found(): Promise<readonly ScannedFile[]>;
  /** One piece of a file, `PIECE_BYTES` long but for the last. */
  read(name: string, n: number): Promise<Uint8Array>;
  /** Puts a file that was attached into the subfolder of taken ones. Nothing of the scanner's is ever deleted. */
  take(name: string): Promise<void>;
  /** Calls when files have come or gone. Returns how to stop. */
  onFound(listener: (files: readonly ScannedFile[]) => void): () => void;
}
