/**
 * PouchDB's server, as a process of its own: express-pouchdb with the routes that replication needs and nothing else,
 * over LevelDB, its usual storage. Sends `{port}` to its parent once it listens.
 */
import type { AddressInfo } from 'node:net';
import express from 'express';
import expressPouchDb from 'express-pouchdb';
import PouchDB from 'pouchdb';

const folder = process.argv[2];
if (!folder) throw new Error('usage: server.ts FOLDER');

const app = express();
app.use('/db', expressPouchDb(PouchDB.defaults({ prefix: `${folder}/` }), { mode: 'minimumForPouchDB' }));
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
