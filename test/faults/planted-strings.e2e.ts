import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newProfile, removeProfile } from './support/browser-laptop.ts';
import { buildClient, KINDS, type ClientOf } from './support/kinds.ts';
import { openOffice, type FaultOffice } from './support/office.ts';
import { createServerProcess } from './support/server-process.ts';

/** All forms in which a text could lie on a disk in the clear. */
function forms(marker: string): readonly Buffer[] {
  const utf8 = Buffer.from(marker);
  // Base64 of a text depends on where in its group of three it begins.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from(
      Buffer.concat([Buffer.alloc(shift), utf8])
        .toString('base64')
        .slice(4, -4),
    ),
  );
  return [utf8, Buffer.from(marker, 'utf16le'), Buffer.from(utf8.toString('hex')), ...base64];
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function findIn(files: readonly string[], markers: readonly string[]): readonly string[] {
  const wanted = markers.flatMap((marker) => forms(marker).map((bytes) => ({ marker, bytes })));
  return files.flatMap((file) => {
    const content = readFileSync(file);
    return wanted.filter(({ bytes }) => content.includes(bytes)).map(({ marker }) => `${marker} in ${file}`);
  });
}

describe.each(KINDS)('$name', (kind) => {
  describe.runIf(kind.available)('where it can run', () => {
    let office: FaultOffice;
    let client: ClientOf;

    beforeAll(async () => {
      office = await openOffice();
      client = await buildClient(kind, office);
    });
    afterAll(async () => {
      await client?.remove();
      await office?.close();
    });

    test(
      'a text typed into any field is found nowhere on the disk, nor in the logs of the server',
      { timeout: 600_000 },
      async () => {
        const server = await createServerProcess(office);
        const profile = await newProfile();
        try {
          const laptop = await client.enrol(profile);
          const planted = await laptop.page.evaluate(async () => {
            const { data, userId } = window.faults;
            const markers: string[] = [];
            const mark = (field: string) => {
              const marker = `planted-${field}-${Math.random().toString(36).slice(2, 12)}`;
              markers.push(marker);
              return marker;
            };
            const paper = data.newId();
            const act = async (changes: Parameters<typeof data.commit>[0]) => {
              const result = await data.commit(changes);
              if (!result.ok) throw new Error(`${result.failure.code} ${JSON.stringify(result.failure.params)}`);
            };
            await act([
              {
                collection: 'documents',
                docId: paper,
                kind: 'create',
                patch: {
                  journal: 'internal',
                  kind: 'letter',
                  state: 'draft',
                  subject: mark('subject'),
                  text: mark('text'),
                  note: mark('note'),
                  correspondent: {
                    kind: 'person',
                    name: mark('correspondent'),
                    address: mark('address'),
                    phone: mark('phone'),
                    theirNumber: mark('theirs'),
                  },
                  history: [{ id: 'h-1', event: 'created', at: '2026-01-01', actor: userId, note: mark('history') }],
                },
              },
              {
                collection: 'people',
                docId: data.newId(),
                kind: 'create',
                patch: {
                  familyName: mark('family'),
                  givenName: mark('given'),
                  patronymic: mark('patronymic'),
                  pinfl: '31507850234567',
                  document: mark('doc').slice(0, 20),
                  address: mark('home'),
                  phone: mark('mobile'),
                  note: mark('personnote'),
                },
              },
              {
                collection: 'tasks',
                docId: data.newId(),
                kind: 'create',
                patch: { kind: 'approval', state: 'open', documentId: paper, text: mark('task') },
              },
            ]);
            await data.drafts.save('paper/new', { subject: mark('draft') });
            // A protected file, what happened in it, and a form of it that is half filled in.
            const file = data.newId();
            await act([
              {
                collection: 'cases',
                docId: file,
                kind: 'create',
                space: 'protected',
                patch: {
                  kind: 'violence',
                  state: 'intake',
                  clientName: mark('client'),
                  clientAddress: mark('shelter'),
                  safeContact: mark('contact'),
                  safetyPlan: mark('safety'),
                  request: mark('request'),
                  workers: [{ id: 'w-1', at: '2026-01-01T00:00:00.000Z', actor: userId, userId, role: 'supervisor' }],
                },
              },
              {
                collection: 'caseEvents',
                docId: data.newId(),
                kind: 'create',
                space: 'protected',
                patch: { caseId: file, kind: 'note', state: 'recorded', on: '2026-01-01', text: mark('event') },
              },
            ]);
            await data.drafts.save('protected/case', { clientName: mark('halfclient') });
            markers.push(file);
            await window.faults.exchange();
            // Waits in the outbox, too.
            await act([{ collection: 'documents', docId: paper, kind: 'patch', patch: { note: mark('second') } }]);
            return [...markers.map((marker) => marker.slice(0, 20)), '31507850234567'];
          });
          await laptop.page.evaluate(() => window.faults.exchange());
          await laptop.close();
          expect(planted.length).toBeGreaterThan(24);
          expect((await office.papers()).size).toBe(1);

          const files = filesBelow(profile);
          expect(files.length).toBeGreaterThan(5);
          expect(findIn(files, planted)).toEqual([]);

          // The real server, with its log on, over the same data: a failed sign-in, a search path with the text in it.
          await server.start();
          for (const marker of planted.slice(0, 5)) {
            await fetch(`${server.url}/api/v1/session/login`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ login: marker, password: marker }),
            });
            await fetch(`${server.url}/api/v1/nowhere?find=${marker}`);
          }
          await server.stop();
          expect(server.printed().length).toBeGreaterThan(0);
          for (const marker of planted) expect(server.printed()).not.toContain(marker);
          console.log(`${kind.name}: ${planted.length} planted strings, ${files.length} files: none found`);
        } finally {
          await server.stop();
          await removeProfile(profile);
        }
      },
    );

    test('and the scan does find what lies in the clear', () => {
      const folder = new URL('.', import.meta.url).pathname;
      expect(findIn([join(folder, 'planted-strings.e2e.ts')], ['31507850234567'])).toHaveLength(1);
    });
  });
});
