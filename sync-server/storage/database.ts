import pg from 'pg';
import type { Area } from '#shared/domain/access/area.ts';

/** In whose name a transaction reads and writes; row level security decides by it. */
export type Scope =
  /** The server's own work: enrolment, sign-in, sessions. Reads no records. */
  | { readonly kind: 'server' }
  /** A laptop: its office's records, and what is meant for everyone below an area. */
  | {
      readonly kind: 'office';
      readonly officeId: string;
      readonly area: Area;
      /** In the protected space of this person, and by which of their writers. */
      readonly member?: { readonly userId: string; readonly writer: string };
    }
  /** A duty over an area: the console and the command line. */
  | { readonly kind: 'duty'; readonly area: Area }
  /** Anyone at all: signatures, by the page for everyone. */
  | { readonly kind: 'proof' }
  /** The duty of protection over an area: emergencies and codes, no records. */
  | { readonly kind: 'protection'; readonly area: Area }
  /** One emergency: what was approved in it, until it runs out. */
  | { readonly kind: 'emergency'; readonly request: string; readonly at: Date };

/** The server's own scope. */
export const SERVER: Scope = { kind: 'server' };

/** One running transaction. */
export interface Transaction {
  /** Runs a statement; `name` makes it a prepared one. */
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<readonly Row[]>;
  /** The rows that a statement changed. */
  execute(text: string, values?: readonly unknown[], name?: string): Promise<number>;
  /** Goes on in another scope within the same transaction. */
  enter(scope: Scope): Promise<void>;
}

/** The only door to the database. */
export interface Database {
  /**
   * Runs `work` in one transaction in the given scope; whatever it throws undoes all of it. Runs again, at most 8 times,
   * where PostgreSQL says that the transaction lost a race (serialisation, deadlock, and a unique key with `retryUnique`).
   */
  transaction<T>(
    scope: Scope,
    work: (tx: Transaction) => Promise<T>,
    options?: { readonly retryUnique?: boolean; readonly readOnly?: boolean },
  ): Promise<T>;
  /** Calls `listener` with each payload sent to a channel, after its transaction was committed. Returns how to stop. */
  listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>>;
  /** Whether the database answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

const RETRIED = new Set(['40001', '40P01']);
const UNIQUE_VIOLATION = '23505';

function setting(name: string, value: string): string {
  return `set_config('${name}', ${pg.escapeLiteral(value)}, true)`;
}

function settings(scope: Scope): string {
  const office = scope.kind === 'office' ? scope.officeId : '';
  const area = 'area' in scope ? scope.area : '';
  const member = scope.kind === 'office' ? scope.member : undefined;
  const values = {
    'app.scope': scope.kind,
    'app.office': office,
    'app.area': area,
    'app.space': member ? 'protected' : '',
    'app.member': member?.userId ?? '',
    'app.writer': member?.writer ?? '',
    'app.request': scope.kind === 'emergency' ? scope.request : '',
    'app.time': scope.kind === 'emergency' ? scope.at.toISOString() : '',
  };
  return `select ${Object.entries(values)
    .map(([name, value]) => setting(name, value))
    .join(', ')}`;
}

/** Opens a pool of connections as the app role. */
export function openDatabase(url: string, options: { readonly connections?: number } = {}): Database {
  const pool = new pg.Pool({ connectionString: url, max: options.connections ?? 10, idleTimeoutMillis: 30_000 });
  // An idle connection that breaks is replaced at its next use.
  pool.on('error', () => undefined);

  const attempt = async <T>(scope: Scope, work: (tx: Transaction) => Promise<T>, readOnly: boolean): Promise<T> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(`begin${readOnly ? ' read only' : ''}; ${settings(scope)}`);
      const run = (text: string, values?: readonly unknown[], name?: string) =>
        client.query({ text, values: values as unknown[], ...(name ? { name } : {}) });
      const result = await work({
        query: async <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[], name?: string) =>
          (await run(text, values, name)).rows as Row[],
        execute: async (text, values, name) => (await run(text, values, name)).rowCount ?? 0,
        enter: async (next) => void (await client.query(settings(next))),
      });
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failed: Error) => (broken = failed));
      throw error;
    } finally {
      client.release(broken);
    }
  };

  return {
    async transaction(scope, work, { retryUnique = false, readOnly = false } = {}) {
      for (let tries = 1; ; tries++) {
        try {
          return await attempt(scope, work, readOnly);
        } catch (error) {
          const code = (error as { code?: string }).code ?? '';
          const again = RETRIED.has(code) || (retryUnique && code === UNIQUE_VIOLATION);
          if (!again || tries === 8) throw error;
          await new Promise((done) => setTimeout(done, Math.random() * 10 * tries));
        }
      }
    },
    async listen(channel, listener) {
      let stopped = false;
      let client: pg.Client | null = null;
      let timer: NodeJS.Timeout | undefined;
      const connect = async () => {
        const next = new pg.Client({ connectionString: url });
        const again = () => {
          if (stopped || client !== next) return;
          client = null;
          timer = setTimeout(() => void connect().catch(again), 500);
        };
        client = next;
        next.on('error', again);
        next.on('end', again);
        next.on('notification', (message) => listener(message.payload ?? ''));
        try {
          await next.connect();
          await next.query(`listen ${pg.escapeIdentifier(channel)}`);
        } catch {
          again();
        }
      };
      await connect();
      return async () => {
        stopped = true;
        clearTimeout(timer);
        await client?.end().catch(() => undefined);
      };
    },
    async ping() {
      try {
        await pool.query('select 1');
        return true;
      } catch {
        return false;
      }
    },
    close: () => pool.end(),
  };
}
