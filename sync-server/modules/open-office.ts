import { REPUBLIC } from '#shared/domain/access/area.ts';
import { CodedError } from '#shared/kernel/result.ts';
import type { OfficeDraft, StoredOffice } from '../storage/offices.ts';
import { findPlace, nextOfficeIndex } from '../storage/territory.ts';
import { addOffice, MINISTRY, type OfficeDeps } from './offices.ts';

/** Which office to open; one of the first four. */
export interface OfficeChoice {
  readonly mahalla?: string | undefined;
  readonly district?: string | undefined;
  readonly region?: string | undefined;
  readonly ministry?: boolean | undefined;
  readonly index?: string | undefined;
}

/** Name of the ministry's own office. */
export const MINISTRY_NAME = {
  latn: 'Mahalla va oilani qoʻllab-quvvatlash vazirligi',
  cyrl: 'Маҳалла ва оилани қўллаб-қувватлаш вазирлиги',
} as const;

async function draftOf(deps: OfficeDeps, choice: OfficeChoice): Promise<OfficeDraft> {
  const { mahalla, district, region, ministry } = choice;
  if ([mahalla, district, region, ministry].filter(Boolean).length !== 1)
    throw new CodedError('invalid_input', { field: 'office' });
  if (ministry) {
    const none = { regionId: null, districtId: null, mahallaId: null };
    return { id: MINISTRY, kind: 'ministry', area: REPUBLIC, ...none, name: MINISTRY_NAME, index: choice.index ?? '0' };
  }
  return deps.database.transaction({ kind: 'duty', area: REPUBLIC }, async (tx) => {
    const kind = mahalla ? 'mahalla' : district ? 'district' : 'region';
    const place = await findPlace(tx, kind, (mahalla ?? district ?? region) as string);
    if (!place) throw new CodedError('not_found', { field: kind });
    const districtId = kind === 'mahalla' ? place.parentId : kind === 'district' ? place.id : null;
    const above = districtId === null ? null : await findPlace(tx, 'district', districtId);
    const free = kind === 'mahalla' ? await nextOfficeIndex(tx, districtId as string) : 0;
    return {
      id: `${kind}-${place.id}`,
      kind,
      area: place.area,
      regionId: kind === 'region' ? place.id : (above?.parentId ?? null),
      districtId,
      mahallaId: kind === 'mahalla' ? place.id : null,
      name: { latn: place.latn, cyrl: place.cyrl },
      index: choice.index ?? String(free),
    };
  });
}

/** Opens an office over a place of the territory. Throws a CodedError: `not_found`, `invalid_input` where it is open. */
export async function openOffice(deps: OfficeDeps, choice: OfficeChoice, actor: string | null): Promise<StoredOffice> {
  const office = await addOffice(deps, await draftOf(deps, choice), actor);
  if (!office) throw new CodedError('invalid_input', { field: 'office' });
  return office;
}
