import pg from 'pg';
import { startTestPostgres } from '../../support/postgres.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import type { StoredOffice } from '../../../sync-server/storage/offices.ts';
import type { RunningLaptop } from './browser-laptop.ts';

/** Whether the full counts are run, or the small ones of CI. */
export const FULL = process.env.MAHALLA_FAULTS === 'full';

/** How often a fault is tried. */
export function times(ci: number, full: number): number {
  return FULL ? full : ci;
}

/** A server with one office, and what its log says. */
export interface FaultOffice {
  readonly server: TestServer;
  readonly office: StoredOffice;
  readonly login: string;
  readonly password: string;
  code(): Promise<string>;
  /** How often each operation stands in the server's log. */
  logged(): Promise<ReadonlyMap<string, number>>;
  /** Subjects of the server's papers, by id. */
  papers(): Promise<ReadonlyMap<string, string>>;
  /** Why the office's devices were flagged. */
  flags(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Starts one, over a PostgreSQL of its own. */
export async function openOffice(): Promise<FaultOffice> {
  const { stop, ...postgres } = await startTestPostgres();
  const server = await startTestServer({ postgres });
  const office = await server.office();
  const user = await server.user(office.id, 'secretary');
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  return {
    server,
    office,
    login: user.login,
    password: user.password,
    code: () => server.code(office.id),
    async logged() {
      const { rows } = await admin.query<{ id: string; n: string }>(
        'select id, count(*) as n from operation group by id',
      );
      return new Map(rows.map((row) => [row.id, Number(row.n)]));
    },
    async papers() {
      const { rows } = await admin.query<{ id: string; subject: string }>(
        `select id, body ->> 'subject' as subject from doc where collection = 'documents' and not removed`,
      );
      return new Map(rows.map((row) => [row.id, row.subject]));
    },
    async flags() {
      const { rows } = await admin.query<{ flag: string }>('select flag from device where flag is not null');
      return rows.map((row) => row.flag);
    },
    async close() {
      await admin.end();
      await server.close();
      await stop();
    },
  };
}

/** The test's own book of acknowledged saves: operation to paper and subject. */
export class Told {
  readonly saves = new Map<string, { readonly paper: string; readonly subject: string }>();
  readonly add = (operation: string, paper: string, subject: string) => {
    this.saves.set(operation, { paper, subject });
  };

  /** Operations of it whose paper a laptop does not show as it was saved. */
  async missing(laptop: RunningLaptop): Promise<string[]> {
    const shown = await laptop.page.evaluate(() => window.faults.papers());
    return [...this.saves].filter(([, { paper, subject }]) => shown[paper] !== subject).map(([operation]) => operation);
  }

  /** What of it the server does not have, and what it has twice. */
  async against(office: FaultOffice): Promise<{ readonly lost: string[]; readonly doubled: string[] }> {
    const logged = await office.logged();
    const papers = await office.papers();
    const lost = [...this.saves].filter(
      ([operation, { paper, subject }]) => !logged.has(operation) || papers.get(paper) !== subject,
    );
    const subjects = new Map<string, number>();
    for (const subject of papers.values()) subjects.set(subject, (subjects.get(subject) ?? 0) + 1);
    const doubled = [...logged].filter(([, n]) => n > 1).map(([id]) => id);
    doubled.push(...[...subjects].filter(([, n]) => n > 1).map(([subject]) => subject));
    return { lost: lost.map(([operation]) => operation), doubled };
  }
}
