import type { Role } from '#shared/domain/access/roles.ts';
import type { JsonObject } from './json.ts';
import type { ErrorCode } from './errors.ts';

/** What a guard is told. All of it is data, so that laptop and server decide the same. */
export interface GuardInput {
  readonly id: string;
  readonly officeId: string;
  /** The body before the step, with the step's patch laid over it. */
  readonly body: JsonObject;
  readonly before: JsonObject;
  readonly patch: JsonObject;
  readonly actor: Actor;
  /** When it was done, ISO 8601 UTC by the device's clock; absent where a screen only asks what is possible. */
  readonly at?: string;
  /**
   * Where the document lies: `protected` is the space of whoever is assigned to it, apart from the office's own on the
   * laptop and on the server. Absent for the office's own.
   */
  readonly space?: 'protected';
  /** A document named by the collection's `related`, or undefined where there is none. */
  related(collection: string, id: string): { readonly body: JsonObject } | undefined;
}

/** The person in whose name an operation is done, as the office's staff list has them. */
export interface Actor {
  readonly id: string;
  readonly role: Role;
  readonly officeId: string;
  /** Public office keys of this person, base64url of SEC1 uncompressed P-256 points. */
  readonly publicKeys: readonly string[];
  /** Days, both inclusive, on which this person acts for the chair. */
  readonly acting?: readonly { readonly from: string; readonly to: string }[];
  /** The mark of this person's PINFL: see `pinflMark`. Absent where the staff list has none. */
  readonly pinflMark?: string;
}

/** One step of a workflow. */
export interface Transition<State extends string> {
  readonly from: readonly State[];
  readonly to: State;
  readonly roles: readonly Role[];
  /** Fields that must have a value after the step. */
  readonly requires?: readonly string[];
  /** Fields that this step may set, besides the state. */
  readonly sets?: readonly string[];
  /** Fields that name whoever does the step: filled by the step itself, and no patch can put another's name there. */
  readonly stamps?: readonly string[];
  /** Fields that lose their value by this step: what they said is no longer so. */
  readonly clears?: readonly string[];
  /** A rule that data alone can decide; returns the code of the rule that is broken. */
  readonly guard?: (input: GuardInput) => ErrorCode | null;
}

/** A workflow as data: the laptop shows what is possible from it, the server replays it on push. */
export interface Workflow<State extends string = string> {
  readonly states: readonly State[];
  /** States in which a document may be created. */
  readonly initial: readonly State[];
  readonly transitions: Readonly<Record<string, Transition<State>>>;
}

/** Checks that a workflow names only its own states, and returns it with its type kept. */
export function defineWorkflow<State extends string, Name extends string>(workflow: {
  readonly states: readonly State[];
  readonly initial: readonly State[];
  readonly transitions: Readonly<Record<Name, Transition<State>>>;
}): {
  readonly states: readonly State[];
  readonly initial: readonly State[];
  readonly transitions: Readonly<Record<Name, Transition<State>>>;
} {
  const known = new Set<string>(workflow.states);
  for (const [name, step] of Object.entries<Transition<State>>(workflow.transitions)) {
    for (const state of [...step.from, step.to]) {
      if (!known.has(state)) throw new Error(`transition ${name} names an unknown state ${state}`);
    }
  }
  return workflow;
}
