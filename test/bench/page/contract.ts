/** How a profile gets into a server that lets not everyone in. */
export interface Entry {
  readonly login: string;
  readonly password: string;
  /** One-time enrolment code. */
  readonly code: string;
}

/** What the benchmark asks of a peer's page, as `window.bench`. Times are milliseconds by the page's own clock. */
export interface BenchPage {
  /** Whatever comes before any work: enrolment, sign-in, empty stores. */
  open(entry: Entry): Promise<void>;
  /** Writes `count` papers on this device, unsent. */
  prepare(count: number): Promise<void>;
  /** Sends them; resolves with the time it took when the server has acknowledged all and the device knows it. */
  push(count: number): Promise<number>;
  /** Brings all of the server's documents into the empty device; throws where they are not `count` at the end. */
  firstSync(count: number): Promise<number>;
}

declare global {
  interface Window {
    bench: BenchPage;
  }
}
