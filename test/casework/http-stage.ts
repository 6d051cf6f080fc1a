import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { hashBytes, type JsonObject } from '#shared/kernel/json.ts';
import { createDevice } from '#shared/sync/device/create-device.ts';
import { createSealer } from '#shared/sync/device/sealer.ts';
import { createJournal } from '#shared/sync/journal/create-journal.ts';
import { createFaultStorage, type FaultStorage } from '#shared/sync/journal/fault-storage.ts';
import type { Conflict, Doc } from '#shared/sync/operation.ts';
import { findCollection } from '#shared/registry/index.ts';
import { createFetchPort } from '../../renderer/adapters/browser/http.ts';
import { buildApp } from '../../sync-server/app.ts';
import { writeServerDocs } from '../../sync-server/modules/server-docs.ts';
import type { StoredOffice } from '../../sync-server/storage/offices.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { asAdmin, startTestServer } from '../support/server.ts';
import type { Member, Parts, Stage, StageOffice } from './stage.ts';

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const timers = {
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
const ROLES = ['chair', 'secretary', 'specialist'] as const;
/** What a backup holds of an office, and by which column. */
const TABLES = [
  ['doc', 'office_id'],
  ['operation', 'office_id'],
  ['writer', 'office_id'],
  ['case_transfer', 'from_office'],
  ['case_late_edit', 'from_office'],
  ['case_carried', 'office_id'],
] as const;

/** How a step of a transfer dies; null where it does not. */
export type StepFault = 'before_commit' | 'after_commit' | null;

/** A stage whose server can die in the middle of its steps. */
export interface HttpStage extends Stage {
  /** Asked at each step; null stops the faults. */
  faults(next: (() => StepFault) | null): void;
}

/** The engine with the laptop's own device and journal, over real HTTP and a real PostgreSQL. */
export async function createHttpStage(postgres: TestPostgres): Promise<HttpStage> {
  const server = await startTestServer({ postgres });
  const faults: { next: (() => StepFault) | null } = { next: null };
  const inner = server.database.transaction.bind(server.database);
  server.database.transaction = async (scope, work, options) => {
    let isStep = false;
    let fault: StepFault = null;
    const result = await inner(
      scope,
      async (tx) => {
        const value = await work({
          ...tx,
          query: (text, values, name) => {
            // A step of a transfer, and nothing else, locks its row that way.
            if (text.includes('and id = $2 and pending for update')) isStep = true;
            return tx.query(text, values, name);
          },
        });
        fault = isStep ? (faults.next?.() ?? null) : null;
        if (fault === 'before_commit') throw new Error('the server died before the commit');
        return value;
      },
      options,
    );
    if (fault === 'after_commit') throw new Error('the server died after the commit');
    return result;
  };
  let app: FastifyInstance = server.app;
  let epochs = 0;
  const offices = new Map<string, StoredOffice>();
  const people = new Map<string, Awaited<ReturnType<typeof server.user>>>();
  const sql = <Row extends object>(text: string, values: readonly unknown[] = []) =>
    asAdmin(server.adminUrl, async (client) => (await client.query(text, [...values])).rows as Row[]);
  const toDoc = (row: Doc & { readonly conflicts: readonly Conflict[] | null }): Doc => ({
    ...row,
    conflicts: row.conflicts ?? [],
  });
  const SELECT = 'select collection, id, office_id as "officeId", version, body, conflicts, removed from doc';

  return {
    faults(next) {
      faults.next = next;
    },
    async office(): Promise<StageOffice> {
      const office = await server.office('Sahna');
      offices.set(office.id, office);
      const ids = new Map<string, string>();
      for (const role of ROLES) {
        const user = await server.user(office.id, role);
        people.set(user.id, user);
        ids.set(role, user.id);
      }
      return {
        id: office.id,
        member: (role): Member => ({ id: ids.get(role) as string, role, officeId: office.id }),
      };
    },
    async parts(office, role) {
      const member = office.member(role);
      const person = people.get(member.id);
      if (!person) throw new Error('nobody has that role');
      const keys = new Map<string, Uint8Array>();
      let secret: Uint8Array | null = null;
      const device = createDevice({
        http: createFetchPort(),
        random,
        timers,
        clock: { now: Date.now },
        keyring: {
          read: async (name) => keys.get(name) ?? null,
          replace: async (name, bytes) => void keys.set(name, bytes),
        },
        secret: { keystore: 'os', load: async () => secret, create: async () => (secret = random.bytes(32)) },
        passwordHash: async (password, salt) =>
          hashBytes(new Uint8Array([...new TextEncoder().encode(password), ...salt])),
      });
      await device.secrets.enrol(server.url, await server.code(office.id), 'Sahna');
      const unlocked = await device.secrets.signIn(person.login, person.password);
      await device.secrets.registerKey();
      const build = (files: FaultStorage, original: boolean): Parts => {
        let own = files;
        return {
          member,
          journal: () => {
            const { journalKey, deviceId } = device.stores();
            return createJournal({ storage: own, sealer: createSealer(journalKey, random), random, deviceId });
          },
          transport: device.transport,
          publicKey: unlocked.publicKey,
          copy: () => build(createFaultStorage(new Map(own.files)), false),
          loseJournal: () => {
            own = createFaultStorage();
          },
          stop: async () => {
            if (original) await device.secrets.lock();
          },
        };
      };
      return build(createFaultStorage(), true);
    },
    async doc(officeId, collection, id) {
      const rows = await sql<Doc>(`${SELECT} where office_id = $1 and collection = $2 and id = $3`, [
        officeId,
        collection,
        id,
      ]);
      return rows[0] ? toDoc(rows[0]) : null;
    },
    async docs(officeId) {
      return (await sql<Doc>(`${SELECT} where office_id = $1 and collection <> 'staff'`, [officeId])).map(toDoc);
    },
    async put(officeId, collection, id, body: JsonObject) {
      const office = offices.get(officeId) as StoredOffice;
      const definition = findCollection(collection);
      if (!definition) throw new Error(`no collection ${collection}`);
      await server.database.transaction({ kind: 'office', officeId, area: office.area }, (tx) =>
        writeServerDocs(tx, { officeId, area: office.area }, [{ definition, id, body }]),
      );
    },
    async operations(officeId) {
      return (await sql<{ id: string }>('select id from operation where office_id = $1', [officeId])).map(
        (row) => row.id,
      );
    },
    async backup(officeIds) {
      const name = `kept_${++epochs}`;
      await sql(`create schema ${name}`);
      for (const [table] of TABLES) await sql(`create table ${name}.${table} as table public.${table}`);
      await sql(`create table ${name}.counter as table public.counter`);
      return async () => {
        const { port } = new URL(server.url);
        await app.close();
        for (const [table, column] of TABLES) {
          await sql(`delete from public.${table} where ${column} = any($1)`, [officeIds]);
          await sql(
            `insert into public.${table} overriding system value select * from ${name}.${table} where ${column} = any($1)`,
            [officeIds],
          );
        }
        await sql(
          `update public.counter set value = b.value from ${name}.counter b where b.name = counter.name and b.name = 'change'`,
        );
        await sql(`update public.server_meta set value = $1 where key = 'epoch'`, [`restored-${++epochs}`]);
        app = await buildApp({ database: server.database, name: 'Sinov serveri' });
        await app.listen({ port: Number(port), host: '127.0.0.1' });
      };
    },
    async close() {
      await app.close();
      await server.close();
    },
  };
}
