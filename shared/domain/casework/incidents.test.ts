import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  ageGroupOf,
  INCIDENT_COLUMNS,
  INCIDENT_DAYS,
  INCIDENT_FIELDS,
  INCIDENT_LISTS,
  type IncidentCase,
  type IncidentField,
  incidentRow,
  incidentTable,
} from './incidents.ts';

const TODAY = '2026-11-28';
const CONSENT = { id: 'c-1', purpose: 'statistics', actor: 'u-1', at: '2026-11-02T05:00:00.000Z' };
const FILE: IncidentCase = {
  kind: 'violence',
  workers: [{ id: 'w-1', userId: 'u-1', role: 'worker' }],
  consents: [CONSENT],
  clientSex: 'female',
  clientBirthDate: '1990-06-15',
  incident: { violence: 'physical_assault', incidentOn: '2016-06-14', interviewOn: '2026-11-02', place: 'own_home' },
};

describe('the row of an incident', () => {
  it('has codes and months, the age group of the day on which it happened, and an id of its own', () => {
    expect(incidentRow(FILE, 'random', TODAY)).toMatchObject({
      incidentId: 'random',
      incidentOn: '2016-06',
      interviewOn: '2026-11',
      violence: 'physical_assault',
      sex: 'female',
      ageGroup: '18_25',
      place: 'own_home',
      perpetratorSex: '',
      consent: 'yes',
    });
  });

  it('says which sectors somebody was referred to, from what was done in the case', () => {
    const events = [
      { kind: 'referral', state: 'accepted', service: 'medical' },
      { kind: 'service', state: 'done', service: 'counselling' },
      { kind: 'referral', state: 'cancelled', service: 'police' },
      { kind: 'note', state: 'recorded' },
      { kind: 'referral', state: 'sent', service: 'constructor' },
    ];
    expect(incidentRow({ ...FILE, events }, 'x', TODAY)).toMatchObject({
      referralHealth: 'referred',
      referralPsychosocial: 'given_here',
      referralPolice: '',
      referralLegal: '',
    });
    // What the worker has written down goes before what the program has counted.
    const said = { ...FILE, events, incident: { referralHealth: 'declined' } };
    expect(incidentRow(said, 'x', TODAY)).toMatchObject({ referralHealth: 'declined' });
  });

  it.each([
    ['without consent', { consents: [] }],
    ['with consent to something else', { consents: [{ ...CONSENT, purpose: 'services' }] }],
    ['with consent that has ended', { consents: [{ ...CONSENT, until: '2026-11-27' }] }],
    ['with consent that was taken back', { withdrawals: [{ id: 'x-1', consentId: 'c-1' }] }],
    ['of another kind of case', { kind: 'unemployed' }],
  ])('is not made %s', (_, change) => expect(incidentRow({ ...FILE, ...change }, 'x', TODAY)).toBeNull());
});

describe('the table of a worker', () => {
  const table = (cases: readonly IncidentCase[], id = 'u-1') => {
    let n = 0;
    return incidentTable(cases, { id }, TODAY, () => `r${(n += 1)}`);
  };

  it('has their own files alone, and counts those that consent keeps out of it', () => {
    const ended = { ...FILE, workerEndings: [{ workerEntryId: 'w-1' }] };
    const { rows, withoutConsent } = table([FILE, { ...FILE, consents: [] }, ended, { ...FILE, kind: 'youth' }]);
    expect(rows).toHaveLength(1);
    expect(withoutConsent).toBe(1);
    expect(table([FILE], 'u-2')).toEqual({ rows: [], withoutConsent: 0 });
  });
});

test.each([
  [0, '0_11'],
  [11, '0_11'],
  [12, '12_17'],
  [17, '12_17'],
  [18, '18_25'],
  [26, '26_40'],
  [41, '41_60'],
  [60, '41_60'],
  [61, '61_plus'],
  [105, '61_plus'],
])('an age of %s is in %s', (age, group) => expect(ageGroupOf(age)).toBe(group));

test('no name, telephone, address, number or free text gets into the table, whatever a case holds', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'Karimova Nodira',
      '+998901234567',
      'Bogʻ koʻchasi 4',
      'AA1234567',
      '31210632040244',
      'Z-2026/17',
      '2026-11-02',
      '1990-06-15',
      'rape',
      '__proto__',
      'constructor',
    ),
  );
  const key = fc.oneof(
    fc.constantFrom(...INCIDENT_FIELDS, ...INCIDENT_DAYS, 'incidentId', 'consent', 'name', 'toString'),
    fc.string(),
  );
  const body = fc.record({
    kind: fc.constant('violence'),
    number: anything,
    clientName: anything,
    clientPhone: anything,
    clientAddress: anything,
    clientSex: anything,
    clientBirthDate: anything,
    safeContact: anything,
    request: anything,
    closingNote: anything,
    personId: anything,
    incident: fc.dictionary(key, anything),
    workers: fc.constant(FILE.workers),
    consents: fc.constant([CONSENT]),
    events: fc.array(
      fc.record({
        kind: fc.constantFrom('referral', 'service'),
        state: fc.constant('done'),
        service: anything,
        provider: anything,
      }),
    ),
  });
  fc.assert(
    fc.property(fc.array(body, { maxLength: 4 }), (cases) => {
      let n = 0;
      const { rows } = incidentTable(cases as never, { id: 'u-1' }, TODAY, () => `drawn-${(n += 1)}`);
      expect(rows).toHaveLength(cases.length);
      for (const row of rows) {
        expect(Object.keys(row).toSorted()).toEqual([...INCIDENT_COLUMNS].toSorted());
        for (const [column, value] of Object.entries(row)) {
          if (column === 'incidentId') expect(value).toMatch(/^drawn-\d+$/);
          else if (column === 'consent') expect(value).toBe('yes');
          else if (column === 'interviewOn' || column === 'incidentOn') expect(value).toMatch(/^(?:\d{4}-\d{2})?$/);
          else expect(['', ...INCIDENT_LISTS[column as IncidentField]]).toContain(value);
        }
      }
    }),
  );
});

test('keys and codes fit into the record of a case', () => {
  for (const field of [...INCIDENT_FIELDS, ...INCIDENT_DAYS]) expect(field.length).toBeLessThanOrEqual(32);
  for (const codes of Object.values(INCIDENT_LISTS))
    for (const code of codes) expect(code.length).toBeLessThanOrEqual(120);
  expect(INCIDENT_FIELDS.length + INCIDENT_DAYS.length).toBeLessThanOrEqual(30);
});
