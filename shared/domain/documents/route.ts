import { contentHash, type SignedContent } from './content.ts';

/** What the people of a step are asked for. */
export const ROUTE_ACTIONS = ['approve', 'sign'] as const;
/** Whether every person of a step is asked, or one of them is enough. */
export const ROUTE_MODES = ['all', 'any'] as const;
/** What a person on a route has answered. */
export const VERDICTS = ['approved', 'returned', 'refused', 'signed', 'declined'] as const;
/** An answer on a route. */
export type Verdict = (typeof VERDICTS)[number];

/** One step of a paper's route. Steps go one after another; the people of a step are asked side by side. */
export interface RouteStep {
  readonly id: string;
  readonly action: (typeof ROUTE_ACTIONS)[number];
  readonly mode: (typeof ROUTE_MODES)[number];
  readonly people: readonly string[];
}

/** One answer, kept for ever. */
export interface RouteEntry {
  readonly id: string;
  readonly actor: string;
  readonly at: string;
  readonly step: string;
  readonly verdict: Verdict;
  /** Hash of what was read: see {@link draftHash}. */
  readonly hash: string;
  /** The chair in whose place it was given. */
  readonly for?: string;
  /** The version of the draft that was read. */
  readonly version?: string;
  readonly note?: string;
  readonly signatureId?: string;
}

/** The part of a paper's body that its route is about. */
export interface RoutedBody extends SignedContent {
  readonly route?: readonly RouteStep[];
  readonly approvals?: readonly RouteEntry[];
  readonly state?: string;
  readonly signedBy?: string;
  readonly submittedBy?: string;
}

/** The hash of what is read for approval: everything that will be signed but the number and the day, not yet given. */
export function draftHash(body: SignedContent): string {
  return contentHash({ ...body, number: null, regDate: null });
}

/** How one person on a step stands. */
export interface RoutePerson {
  readonly id: string;
  /** Their last answer in this step, or null. */
  readonly entry: RouteEntry | null;
  /** Whether that answer counts for what the paper says now. */
  readonly counts: boolean;
  /** They approved what the paper said before it was changed. */
  readonly void: boolean;
}

/** How a step stands. */
export interface RouteStanding {
  readonly step: RouteStep;
  readonly done: boolean;
  readonly people: readonly RoutePerson[];
}

function answered(step: RouteStep, entry: RouteEntry | null, hash: string): boolean {
  if (!entry) return false;
  if (step.action === 'sign') return entry.verdict === 'signed' || entry.verdict === 'declined';
  return entry.verdict === 'approved' && entry.hash === hash;
}

/** How each step of a paper's route stands, in order. Empty where it has no route. */
export function readRoute(body: RoutedBody): readonly RouteStanding[] {
  const { route = [], approvals = [] } = body;
  if (route.length === 0) return [];
  const hash = draftHash(body);
  return route.map((step) => {
    const people = step.people.map((id): RoutePerson => {
      const own = approvals.filter((entry) => entry.step === step.id && (entry.for ?? entry.actor) === id);
      const entry = own.at(-1) ?? null;
      const counts = answered(step, entry, hash);
      return { id, entry, counts, void: entry?.verdict === 'approved' && entry.hash !== hash };
    });
    const count = people.filter((person) => person.counts).length;
    const done = step.mode === 'any' ? count > 0 : count === people.length;
    return { step, done, people };
  });
}

/** The first step that is not done, or null where the route is finished or there is none. */
export function currentStep(body: RoutedBody): RouteStanding | null {
  return readRoute(body).find((standing) => !standing.done) ?? null;
}

/** Whether every step of this action is done. True where there is none. */
export function isRouteDone(body: RoutedBody, action: RouteStep['action']): boolean {
  return readRoute(body).every((standing) => standing.done || standing.step.action !== action);
}

/**
 * People whose answer the paper waits for now. Who already answered in the step is not asked again; the author is not
 * asked to approve.
 */
export function awaitedOf(body: RoutedBody): readonly string[] {
  if (body.state !== 'awaiting_approval' && body.state !== 'approved' && body.state !== 'signed') return [];
  const current = currentStep(body);
  if (!current) return [];
  const signing = current.step.action === 'sign';
  // Before the paper is signed the first signer is awaited, after it the others.
  if (signing && body.state !== 'signed') return current.step.people.slice(0, 1);
  return current.people.filter((person) => !person.counts).map((person) => person.id);
}

/** Whether a route can be walked: steps with people, signing last, nobody twice in a step, the author approving nothing. */
export function isRouteValid(route: readonly RouteStep[], author: string): boolean {
  const ids = new Set(route.map((step) => step.id));
  const firstSign = route.findIndex((step) => step.action === 'sign');
  return (
    ids.size === route.length &&
    route.every(
      (step, at) =>
        step.people.length > 0 &&
        new Set(step.people).size === step.people.length &&
        (step.action === 'sign' || (!step.people.includes(author) && (firstSign < 0 || at < firstSign))),
    )
  );
}
