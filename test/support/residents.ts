import { createDemoKey, makeDemoPapers } from '../../sync-server/modules/demo/papers.ts';
import type { DocumentBody } from '#shared/domain/documents/collections/documents/index.ts';
import type { PersonBody } from '#shared/domain/casework/collections/people/index.ts';

function demoRecords() {
  const someone = { id: 'x', name: 'X' };
  return makeDemoPapers({
    seed: 1,
    officeIndex: 1,
    today: '2026-06-01',
    staff: { chair: someone, secretary: someone, specialist: someone },
    key: createDemoKey(),
    holidays: [],
  });
}

/** People whom the first office of the demonstration knows. */
export function residents(): readonly PersonBody[] {
  return demoRecords()
    .filter((doc) => doc.definition.name === 'people')
    .map((doc) => doc.body as unknown as PersonBody);
}

/** Ids of papers of the first office of the demonstration, by journal and state. */
export function papersOf(journal: string, state: string): readonly string[] {
  return demoRecords()
    .filter(({ definition, body }) => {
      const paper = body as Partial<DocumentBody>;
      return definition.name === 'documents' && paper.journal === journal && paper.state === state;
    })
    .map((doc) => doc.id);
}

/** A resident with a name in Latin script and a PINFL. */
export function resident(): PersonBody & { readonly pinfl: string } {
  const found = residents().find((person) => /^[A-Z]/.test(person.familyName) && person.pinfl);
  if (!found?.pinfl) throw new Error('the demonstration knows nobody with a PINFL');
  return found as PersonBody & { readonly pinfl: string };
}

/** The same PINFL with another last digit: its check digit no longer fits. */
export function wrongPinfl(pinfl: string): string {
  return pinfl.slice(0, -1) + String((Number(pinfl.at(-1)) + 1) % 10);
}
