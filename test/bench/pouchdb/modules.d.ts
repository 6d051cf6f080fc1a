// Neither PouchDB 9 nor Express 4 brings types of its own; these are the parts that the benchmark uses.
declare module 'express' {
  import type { RequestListener, Server } from 'node:http';
  interface Express extends RequestListener {
    use(path: string, handler: Express): void;
    listen(port: number, host: string, ready: () => void): Server;
  }
  const express: () => Express;
  export default express;
}
declare module 'express-pouchdb' {
  import type { Express } from 'express';
  const expressPouchDb: (PouchDB: unknown, options: { mode: string }) => Express;
  export default expressPouchDb;
}
declare module 'pouchdb' {
  const PouchDB: { defaults(options: { prefix: string }): unknown };
  export default PouchDB;
}
declare module 'pouchdb-browser' {
  interface Replication {
    readonly ok: boolean;
    readonly docs_read: number;
    readonly docs_written: number;
    readonly errors: readonly unknown[];
  }
  export default class PouchDB {
    constructor(name: string);
    bulkDocs(docs: readonly object[]): Promise<readonly { readonly ok?: boolean }[]>;
    info(): Promise<{ readonly doc_count: number }>;
    replicate: {
      to(url: string, options: { batch_size: number }): Promise<Replication>;
      from(url: string, options: { batch_size: number }): Promise<Replication>;
    };
  }
}
