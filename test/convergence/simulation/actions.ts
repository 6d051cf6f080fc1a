import { contentHash, type SignedContent } from '#shared/domain/documents/content.ts';
import { signContent } from '#shared/domain/documents/signing.ts';
import { createId } from '#shared/kernel/ids.ts';
import type { JsonObject } from '#shared/kernel/json.ts';
import type { OperationDraft } from '#shared/sync/operation.ts';
import type { Change } from '../../../renderer/ports/data.ts';
import type { ReplicaDoc } from '../../../renderer/ports/replica.ts';
import type { Laptop, SimUser } from './laptop.ts';
import type { Rng } from './rng.ts';

/** What somebody does at a laptop. */
export interface Act {
  readonly name: string;
  readonly actor: SimUser;
  readonly changes: readonly Change[];
}

/** Gives a text that nobody has written before: by it the oracle tells whose value is whose. */
export type Fresh = (prefix: string) => string;

const REGISTERS = ['subject', 'text', 'note'] as const;
const MAP_KEYS = ['name', 'address', 'phone', 'theirNumber'] as const;

function live(laptop: Laptop, collection: string): readonly ReplicaDoc[] {
  return [...laptop.store.docs.values()].filter((doc) => doc.collection === collection && !doc.removed);
}

/** Busy papers are picked more often, so that several laptops meet in one. */
function pickDoc(docs: readonly ReplicaDoc[], rng: Rng): ReplicaDoc | null {
  if (docs.length === 0) return null;
  const sorted = [...docs].sort((a, b) => (a.id < b.id ? -1 : 1));
  return rng.chance(0.6) ? (sorted[rng.int(Math.min(3, sorted.length))] as ReplicaDoc) : rng.pick(sorted);
}

const historyEntry = (fresh: Fresh, event: string, actor: SimUser) => ({
  id: fresh('h'),
  event,
  at: '2026-01-01T00:00:00.000Z',
  actor: actor.id,
});

function createPaper(fresh: Fresh, rng: Rng, actor: SimUser, id: string): Change {
  const journal = rng.pick(['incoming', 'appeals', 'outgoing', 'internal']);
  return {
    collection: 'documents',
    docId: id,
    kind: 'create',
    patch: {
      journal,
      kind: journal === 'appeals' ? 'request' : 'letter',
      state: 'draft',
      subject: fresh('subject'),
      text: fresh('text'),
      correspondent: { kind: 'person', name: fresh('name'), phone: fresh('phone') },
      coExecutorIds: [fresh('co'), fresh('co')],
      createdBy: actor.id,
      history: [historyEntry(fresh, 'created', actor)],
    },
  };
}

function patchPaper(fresh: Fresh, rng: Rng, doc: ReplicaDoc, actor: SimUser, form: JsonObject | null): Change {
  const patch: Record<string, JsonObject[string]> = {};
  const from = form ?? doc.body;
  const kinds = rng.between(1, 3);
  for (let i = 0; i < kinds; i += 1) {
    switch (
      rng.weighted([
        [5, 'register'],
        [3, 'map'],
        [3, 'set'],
        [2, 'log'],
        [1, 'clear'],
      ] as const)
    ) {
      case 'register': {
        const field = rng.pick(REGISTERS);
        patch[field] = fresh(field);
        break;
      }
      case 'map': {
        const before = (from.correspondent ?? { kind: 'person' }) as JsonObject;
        const next: Record<string, JsonObject[string]> = { ...before };
        const key = rng.pick(MAP_KEYS);
        if (rng.chance(0.15)) delete next[key];
        else next[key] = fresh(key);
        patch.correspondent = next;
        break;
      }
      case 'set': {
        const before = (from.coExecutorIds ?? []) as readonly string[];
        const kept = before.filter(() => rng.chance(0.7));
        patch.coExecutorIds = rng.chance(0.8) && before.length < 30 ? [...kept, fresh('co')] : kept;
        break;
      }
      case 'log':
        patch.history = [...((from.history ?? []) as readonly JsonObject[]), historyEntry(fresh, 'changed', actor)];
        break;
      case 'clear':
        patch.note = null;
        break;
    }
  }
  return { collection: 'documents', docId: doc.id, kind: 'patch', patch, ...(form ? { base: form } : {}) };
}

/** Steps of a paper, with what each needs. Which of them is allowed is left to the code under test. */
function stepPaper(fresh: Fresh, rng: Rng, doc: ReplicaDoc, actor: SimUser): readonly Change[] {
  const { body, id } = doc;
  const history = [...((body.history ?? []) as readonly JsonObject[]), historyEntry(fresh, 'step', actor)];
  const step = (transition: string, patch: JsonObject): Change => ({
    collection: 'documents',
    docId: id,
    kind: 'transition',
    transition,
    patch: { ...patch, history },
  });
  const received = body.journal === 'incoming' || body.journal === 'appeals';
  switch (String(body.state)) {
    case 'draft':
    case 'delivered':
      return received
        ? [step('register', { number: fresh('number'), regDate: '2026-01-10', dueDate: '2026-02-10' })]
        : [step('submit', { submittedBy: actor.id })];
    case 'registered':
    case 'in_execution':
      return rng.chance(0.7)
        ? [
            step('resolve', { executorId: actor.id, dueDate: '2026-02-20', resolution: fresh('resolution') }),
            {
              collection: 'tasks',
              docId: createId(rng),
              kind: 'create',
              patch: { kind: 'assignment', state: 'open', documentId: id, assigneeId: actor.id, text: fresh('task') },
            },
          ]
        : [step('close', { closedDate: '2026-02-25', closedBy: actor.id })];
    case 'awaiting_approval':
      return rng.chance(0.5)
        ? [step('approve', { approvedBy: actor.id })]
        : [step('return', { returnComment: fresh('comment') })];
    case 'returned':
      return [step('submit', { submittedBy: actor.id })];
    case 'approved': {
      const number = fresh('number');
      const hash = contentHash({ ...body, number, regDate: '2026-01-12' } as SignedContent);
      const signatureId = createId(rng);
      return [
        {
          collection: 'signatures',
          docId: signatureId,
          kind: 'create',
          patch: {
            documentId: id,
            contentHash: hash,
            algorithm: 'ES256',
            publicKey: actor.key.publicKey,
            value: signContent(actor.key.secret, hash),
            signerId: actor.id,
          },
        },
        step('sign', { number, regDate: '2026-01-12', contentHash: hash, signatureId, signedBy: actor.id }),
      ];
    }
    default:
      return [step('dispatch', { sentDate: '2026-01-13', sentBy: actor.id })];
  }
}

/** Something that a person does at this laptop now, by what its replica shows; null where there is nothing to do. */
export function chooseAct(laptop: Laptop, rng: Rng, fresh: Fresh, forms: Map<string, JsonObject>): Act | null {
  const papers = live(laptop, 'documents');
  const known = new Set(live(laptop, 'staff').map((doc) => doc.id));
  const others = laptop.identity.users.filter((user) => user.id === laptop.user.id || known.has(user.id));
  const actor = rng.chance(0.5) ? laptop.user : rng.pick(others);
  const chair = others.find((user) => user.role === 'chair') ?? actor;
  const kind = rng.weighted([
    [papers.length < 3 ? 12 : 3, 'create'],
    [14, 'patch'],
    [5, 'stale'],
    [2, 'open'],
    [6, 'step'],
    [2, 'settle'],
    [1, 'remove'],
    [2, 'task'],
    [1, 'person'],
    [1, 'twin'],
  ] as const);
  if (kind === 'create') {
    const count = rng.weighted([
      [6, 1],
      [2, 2],
      [1, 4],
    ] as const);
    const changes = Array.from({ length: count }, () => createPaper(fresh, rng, actor, createId(rng)));
    return { name: 'create', actor, changes };
  }
  if (kind === 'twin') {
    // Two laptops that create one and the same document: its id comes from outside, as a catalogue's does.
    return { name: 'twin', actor, changes: [createPaper(fresh, rng, actor, `twin-${rng.int(3)}`)] };
  }
  if (kind === 'person') {
    const person = pickDoc(live(laptop, 'people'), rng);
    const change: Change = person
      ? { collection: 'people', docId: person.id, kind: 'patch', patch: { note: fresh('note'), phone: fresh('phone') } }
      : {
          collection: 'people',
          docId: createId(rng),
          kind: 'create',
          patch: { familyName: fresh('family'), givenName: fresh('given'), note: fresh('note') },
        };
    return { name: 'person', actor, changes: [change] };
  }
  if (kind === 'task') {
    const task = pickDoc(live(laptop, 'tasks'), rng);
    if (!task) return null;
    const transition = rng.pick(['report', 'finish', 'reopen', 'withdraw']);
    const patch: JsonObject = transition === 'report' ? { report: fresh('report'), reportedBy: actor.id } : {};
    return {
      name: transition,
      actor,
      changes: [{ collection: 'tasks', docId: task.id, kind: 'transition', transition, patch }],
    };
  }
  const doc = pickDoc(papers, rng);
  if (!doc) return null;
  switch (kind) {
    case 'open':
      // A form is filled in for a long while: what it began from is its base.
      forms.set(`${laptop.name}/${doc.id}`, doc.body);
      return null;
    case 'stale': {
      const form = forms.get(`${laptop.name}/${doc.id}`);
      if (!form) return null;
      forms.delete(`${laptop.name}/${doc.id}`);
      return { name: 'stale', actor, changes: [patchPaper(fresh, rng, doc, actor, form)] };
    }
    case 'patch':
      return { name: 'patch', actor, changes: [patchPaper(fresh, rng, doc, actor, null)] };
    case 'step':
      return { name: 'step', actor: chair, changes: stepPaper(fresh, rng, doc, chair) };
    case 'settle': {
      const open = papers.filter((paper) => paper.conflicts.length > 0);
      const paper = pickDoc(open, rng);
      if (!paper) return null;
      const conflict = rng.pick(paper.conflicts);
      const field = conflict.field.split('.')[0] as string;
      const value = REGISTERS.includes(field as (typeof REGISTERS)[number]) ? fresh(field) : paper.body[field];
      return {
        name: 'settle',
        actor,
        changes: [
          {
            collection: 'documents',
            docId: paper.id,
            kind: 'patch',
            patch: value === undefined ? {} : { [field]: value },
            resolves: [conflict.id],
          },
        ],
      };
    }
    case 'remove':
      return {
        name: 'remove',
        actor,
        changes: [{ collection: 'documents', docId: doc.id, kind: 'remove', patch: {} }],
      };
  }
}

/** Operations that no server may accept: what an older or a broken program could have left in a journal. */
export function invalidDrafts(laptop: Laptop, rng: Rng, fresh: Fresh): readonly OperationDraft[] {
  const paper = pickDoc(live(laptop, 'documents'), rng);
  const docId = paper?.id ?? createId(rng);
  const base = {
    id: createId(rng),
    at: '2026-01-01T00:00:00.000Z',
    actor: laptop.user.id,
    collection: 'documents',
    docId,
    kind: 'patch' as const,
    patch: {} as JsonObject,
    base: {} as JsonObject,
    version: 0,
  };
  return [
    rng.pick<OperationDraft>([
      { ...base, patch: { unknownField: fresh('x') } },
      { ...base, patch: { journal: 'archive' } },
      { ...base, actor: 'nobody-here', patch: { note: fresh('note') } },
      { ...base, collection: 'nothings', patch: { note: fresh('note') } },
      { ...base, docId: createId(rng), patch: { note: fresh('note') } },
      { ...base, kind: 'transition', transition: 'fly' },
      { ...base, patch: { contentHash: 'f'.repeat(64) } },
      { ...base, version: 9_999, patch: { note: fresh('note') } },
      { ...base, collection: 'staff', docId: laptop.user.id, patch: { role: 'chair', name: fresh('name') } },
    ]),
  ];
}
