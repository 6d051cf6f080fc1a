import {
  type ProgrammeVersion,
  programmeId,
  readProgrammes,
  versionOn,
} from '#shared/domain/casework/programmes/programme.ts';
import { readRates } from '#shared/domain/casework/programmes/rates.ts';
import programmes from '../../sync-server/modules/catalogues/programmes.json' with { type: 'json' };
import rates from '../../sync-server/modules/catalogues/rates.json' with { type: 'json' };

/** The versions that the server brings with it, as a laptop reads them out of its catalogues. */
export const SEEDED: readonly ProgrammeVersion[] = readProgrammes(
  programmes.map(({ data, ...valid }) => ({
    id: programmeId(data.code, data.version),
    body: { kind: 'programme', title: data.names['uz-Latn'], ...valid, data },
  })),
);
/** The rates that the server brings with it. */
export const SEEDED_RATES = readRates(rates);

/** The version that is in force on a day. */
export function seededOn(code: string, day: string): ProgrammeVersion {
  const version = versionOn(SEEDED, code, day);
  if (!version) throw new Error(`no version of ${code} on ${day}`);
  return version;
}
