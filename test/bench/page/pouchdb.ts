/** PouchDB's half of the benchmark, in the browser. */
import PouchDB from 'pouchdb-browser';
import { createDocuments } from '../support/documents.ts';
import './contract.ts';

// A batch of 1,000 is where PouchDB is fastest; its default of 100 is slower.
const BATCH = { batch_size: 1_000 };
const remote = `${location.origin}/db/office`;
let local: PouchDB;

window.bench = {
  async open() {
    local = new PouchDB('office');
    await local.info();
  },
  async prepare(count) {
    const docs = createDocuments(count, 7, 'u-secretary').map(({ id, body }) => ({ _id: `d${id}`, ...body }));
    const results = await local.bulkDocs(docs);
    if (results.some((result) => !result.ok)) throw new Error('PouchDB refused a document');
  },
  async push(count) {
    const started = performance.now();
    const result = await local.replicate.to(remote, BATCH);
    const took = performance.now() - started;
    if (!result.ok || result.docs_written !== count)
      throw new Error(`PouchDB pushed ${result.docs_written} of ${count}`);
    return took;
  },
  async firstSync(count) {
    const started = performance.now();
    const result = await local.replicate.from(remote, BATCH);
    const took = performance.now() - started;
    const { doc_count: have } = await local.info();
    if (!result.ok || have !== count) throw new Error(`PouchDB pulled ${have} of ${count}`);
    return took;
  },
};
