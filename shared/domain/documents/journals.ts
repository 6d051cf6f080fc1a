/** Journals of an office; a paper belongs to one for ever. */
export const JOURNALS = [
  'incoming',
  'outgoing',
  'internal',
  'appeals',
  'reception',
  'minutes',
  'decisions',
  'certificates',
  'acts',
] as const;

/** A journal code. */
export type Journal = (typeof JOURNALS)[number];

/** Journals of what comes to the office: a paper is numbered when it is registered, resolved and closed. */
export const RECEIVED_JOURNALS: readonly Journal[] = ['incoming', 'appeals', 'reception'];

/** Journals of what the office writes: a paper is numbered when it is signed. */
export const SIGNED_JOURNALS: readonly Journal[] = ['outgoing', 'minutes', 'decisions', 'certificates', 'acts'];

/** Whether a paper of this journal is received, so that a day of receipt belongs to it. */
export function isReceived(journal: string): boolean {
  return (RECEIVED_JOURNALS as readonly string[]).includes(journal);
}

/** Whether papers of this journal are written here and numbered at signing. */
export function isNumberedAtSigning(journal: string): boolean {
  return (SIGNED_JOURNALS as readonly string[]).includes(journal);
}

/** Kinds of papers. The first three are appeals (ORQ-445, article 3); the rest are office papers. */
export const DOCUMENT_KINDS = [
  'request',
  'proposal',
  'complaint',
  'letter',
  'answer',
  'certificate',
  'character_reference',
  'recommendation',
  'act',
  'memo',
  'conclusion',
  'report',
  'instruction',
  'refusal',
  'visit',
  'minutes',
  'decision',
  'undertaking',
  'submission',
  'invitation',
  'programme',
  'contract',
  'destruction_act',
  'void_number',
] as const;

/** A kind of paper. */
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** The journal where a paper of a kind usually stands. */
export const DEFAULT_JOURNAL: Readonly<Record<DocumentKind, Journal>> = {
  request: 'appeals',
  proposal: 'appeals',
  complaint: 'appeals',
  letter: 'outgoing',
  answer: 'outgoing',
  certificate: 'certificates',
  character_reference: 'certificates',
  recommendation: 'certificates',
  act: 'acts',
  memo: 'internal',
  conclusion: 'internal',
  report: 'internal',
  instruction: 'incoming',
  refusal: 'outgoing',
  visit: 'reception',
  minutes: 'minutes',
  decision: 'decisions',
  undertaking: 'internal',
  submission: 'outgoing',
  invitation: 'outgoing',
  programme: 'internal',
  contract: 'internal',
  destruction_act: 'acts',
  void_number: 'internal',
};

const APPEAL_KINDS: readonly DocumentKind[] = ['request', 'complaint', 'proposal'];
/** Kinds that no form offers: the program makes them. */
const MADE_KINDS: readonly DocumentKind[] = ['destruction_act', 'void_number'];
const OWN_KINDS: Partial<Record<Journal, readonly DocumentKind[]>> = {
  appeals: APPEAL_KINDS,
  reception: ['visit'],
  minutes: ['minutes'],
  decisions: ['decision'],
  certificates: ['certificate', 'character_reference', 'recommendation'],
  acts: ['act'],
};

/** Kinds that a journal takes, its usual ones first. */
export function kindsOf(journal: Journal): readonly DocumentKind[] {
  const own = OWN_KINDS[journal];
  if (own) return own;
  const closed = new Set([...APPEAL_KINDS, ...MADE_KINDS, 'visit' as const]);
  const open = DOCUMENT_KINDS.filter((kind) => !closed.has(kind) && (kind !== 'answer' || journal !== 'internal'));
  return open.toSorted((a, b) => Number(DEFAULT_JOURNAL[b] === journal) - Number(DEFAULT_JOURNAL[a] === journal));
}
