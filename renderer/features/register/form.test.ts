import { kindsOf } from '#shared/domain/documents/journals.ts';
import { describe, expect, it } from 'vitest';
import { createCalendar } from '#shared/domain/documents/calendar.ts';
import {
  canLookForDuplicates,
  deadlineOf,
  emptyForm,
  fillFromPinfl,
  findFaults,
  type FormValues,
  toOutcome,
} from './form.ts';

const TODAY = '2026-11-24';
const calendar = createCalendar([{ holidays: ['2026-12-08'] }]);
const filled: FormValues = {
  ...emptyForm('appeals', TODAY),
  familyName: 'Karimova',
  givenName: 'Dilnoza',
  subject: 'Suv quvuri',
};
const faults = (values: Partial<FormValues>, duplicates = 0) =>
  findFaults('appeals', { ...filled, ...values }, TODAY, duplicates).map((fault) => `${fault.field}:${fault.code}`);

describe('the registration form', () => {
  it('asks only for what the journal needs', () => {
    expect(findFaults('appeals', emptyForm('appeals', TODAY), TODAY, 0).map((fault) => fault.field)).toEqual([
      'familyName',
      'givenName',
      'subject',
    ]);
    expect(findFaults('internal', emptyForm('internal', TODAY), TODAY, 0).map((fault) => fault.field)).toEqual([
      'subject',
    ]);
    expect(faults({})).toEqual([]);
    expect(kindsOf('appeals')).toEqual(['request', 'complaint', 'proposal']);
  });

  it('takes an anonymous appeal: the law lets nobody refuse to register one', () => {
    expect(faults({ from: 'none', familyName: '', givenName: '' })).toEqual([]);
  });

  it('checks a PINFL strictly, and against sex and day of birth', () => {
    expect(faults({ pinfl: '31210632040244', sex: 'male', birthDate: '1963-10-12' })).toEqual([]);
    expect(faults({ pinfl: '31210632040245' })).toEqual(['pinfl:pinfl_check_digit']);
    expect(faults({ pinfl: '00000000000000' })).toEqual(['pinfl:pinfl_sex']);
    expect(faults({ pinfl: '3121063204' })).toEqual(['pinfl:pinfl_length']);
    expect(faults({ pinfl: '31210632040244', sex: 'female' })).toEqual(['pinfl:pinfl_sex_mismatch']);
    expect(faults({ pinfl: '31210632040244', birthDate: '1963-10-13' })).toEqual(['pinfl:pinfl_birth_mismatch']);
  });

  it('fills sex and birth from a good PINFL, and never over what was typed', () => {
    expect(fillFromPinfl({ ...filled, pinfl: '4020190 2050010' })).toMatchObject({
      sex: 'female',
      birthDate: '1990-01-02',
    });
    expect(fillFromPinfl({ ...filled, pinfl: '40201902050010', birthDate: '1991-01-02' }).birthDate).toBe('1991-01-02');
    expect(fillFromPinfl({ ...filled, pinfl: '40201902050011' })).toEqual({ ...filled, pinfl: '40201902050011' });
  });

  it('wants a decision where a known person is offered', () => {
    expect(canLookForDuplicates(filled)).toBe(true);
    expect(faults({}, 1)).toEqual(['newPerson:decide_person']);
    expect(faults({ newPerson: true }, 1)).toEqual([]);
    expect(faults({ personId: 'person-7' }, 1)).toEqual([]);
  });

  it('refuses days that can’t be', () => {
    expect(faults({ receivedDate: '2026-11-25' })).toEqual(['receivedDate:in_future']);
    expect(faults({ dueDate: '2026-11-20' })).toEqual(['dueDate:due_before_receipt']);
    expect(faults({ birthDate: '2027-01-01' })).toEqual(['birthDate:birth_in_future']);
    expect(faults({ phone: '12345' })).toEqual(['phone:phone_invalid']);
  });

  it('works the term out by law and remembers the rule; a term set by hand says so', () => {
    const deadline = deadlineOf('appeals', filled, calendar);
    expect(deadline).toMatchObject({ dueDate: '2026-12-09', rule: 'appeal_15_days' });
    const ids = { paper: 'paper-1', person: 'person-1' };
    const outcome = toOutcome('appeals', filled, deadline, ids, null);
    expect(outcome.registration).toMatchObject({ dueDate: '2026-12-09', dueRule: 'appeal_15_days', form: 'written' });
    expect(outcome.registration.correspondent).toEqual({
      kind: 'person',
      personId: 'person-1',
      name: 'Karimova Dilnoza',
    });
    expect(outcome.person?.id).toBe('person-1');
    const byHand = toOutcome('appeals', { ...filled, dueDate: '2026-12-01' }, deadline, ids, null);
    expect(byHand.registration).toMatchObject({ dueDate: '2026-12-01', dueRule: 'manual' });
  });

  it('writes no second record of a person who is known', () => {
    const outcome = toOutcome(
      'appeals',
      { ...filled, personId: 'person-7' },
      null,
      { paper: 'paper-1', person: 'person-1' },
      { familyName: 'Karimova', givenName: 'Dilnoza', patronymic: 'Rustam qizi', address: 'Bogʻ koʻchasi' },
    );
    expect(outcome.person).toBeUndefined();
    expect(outcome.registration.correspondent).toMatchObject({
      personId: 'person-7',
      name: 'Karimova Dilnoza Rustam qizi',
    });
  });
});
