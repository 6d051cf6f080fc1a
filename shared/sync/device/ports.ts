import type { Clock, RandomSource } from '#shared/kernel/ports.ts';

/** A request to the server. Redirects are never followed: a captive portal answers with one. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, which the port compresses (and says so in `content-encoding`) where it can; or what `compress` gave. */
  readonly body?: string | CompressedText;
  /** Milliseconds; afterwards the request is given up with `timeout`. */
  readonly timeout: number;
}

/** A text compressed ahead, gzip. */
export interface CompressedText {
  readonly gzip: Uint8Array<ArrayBuffer>;
}

/** Status line and headers, names in lower case. */
export interface HttpHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A whole answer, its body decompressed. */
export interface HttpResponse extends HttpHead {
  readonly text: string;
}

/** A request whose body and whose answer are bytes, as they are. */
export interface HttpBytesRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Milliseconds of silence after which it is given up with `timeout`: a poor line may take long for a piece. */
  readonly timeout: number;
}

/** The network. Rejects with a `CodedError`: `offline`, `timeout` or `certificate_untrusted`. */
export interface HttpPort {
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Pieces of files. Absent where files can't travel (tests of the rest). */
  bytes?(request: HttpBytesRequest): Promise<HttpHead & { readonly bytes: Uint8Array }>;
  /** Compresses a body ahead of its request. Absent where that would gain nothing. */
  compress?(text: string): Promise<CompressedText>;
  /**
   * An answer that does not end by itself. `timeout` limits the wait for the head and each silence after it.
   * `finished` resolves when the server ended it or it was cancelled, and rejects like `request`.
   */
  stream(
    request: HttpRequest,
    listener: { head(head: HttpHead): void; text(chunk: string): void },
  ): { readonly finished: Promise<void>; cancel(): void };
}

/** Where the keyring lies: small files, each replaced atomically and durably. */
export interface KeyringStorage {
  /** Null for a file that is not there. */
  read(name: string): Promise<Uint8Array | null>;
  replace(name: string, bytes: Uint8Array): Promise<void>;
}

/** The 32 bytes that tie the keyring to this laptop and this account of its system. */
export interface DeviceSecretPort {
  /** `os`: kept by the system's keystore; `browser`: no better than the profile it lies in. */
  readonly keystore: 'os' | 'browser';
  /** Null where none was made yet. Rejects with `keystore_unavailable`. */
  load(): Promise<Uint8Array | null>;
  /** Makes and keeps a new one. Rejects with `keystore_unavailable`. */
  create(): Promise<Uint8Array>;
}

/** Calls `run` after so many milliseconds; returns how to prevent it. */
export interface Timers {
  after(milliseconds: number, run: () => void): () => void;
}

/** Argon2id with 64 MiB, 3 passes, 1 lane: 32 bytes from a password and a salt of 16. */
export type PasswordHash = (password: string, salt: Uint8Array) => Promise<Uint8Array>;

/** What a device is made of. */
export interface DeviceDeps {
  readonly http: HttpPort;
  readonly keyring: KeyringStorage;
  readonly secret: DeviceSecretPort;
  readonly passwordHash: PasswordHash;
  readonly random: RandomSource;
  readonly clock: Clock;
  readonly timers: Timers;
}
