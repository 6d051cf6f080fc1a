import { REPUBLIC } from '#shared/domain/access/area.ts';
import { formDocId } from '#shared/domain/casework/form-versions.ts';
import { catalogues } from '#shared/domain/exchange/collections/catalogues/index.ts';
import { MINISTRY, type OfficeDeps } from '../offices.ts';
import { writeServerDocs } from '../server-docs.ts';
import forms from './forms.json' with { type: 'json' };
import { programmeId } from '#shared/domain/casework/programmes/programme.ts';
import { rateId } from '#shared/domain/casework/programmes/rates.ts';
import holidays from './holidays.json' with { type: 'json' };
import programmes from './programmes.json' with { type: 'json' };
import rates from './rates.json' with { type: 'json' };
import templates from './templates.json' with { type: 'json' };

/**
 * Writes the republic's catalogues that the server brings with it: the public holidays of fixed date (Labour Code,
 * article 208), the first templates, a form of assessment for each kind of case, the social programmes' criteria and the
 * amounts that they are counted with, each with its source and whether it has been confirmed. The days of hayit and moved days off come by decree and are added there. What
 * is there already stays as it is.
 */
export async function seedCatalogues(deps: OfficeDeps): Promise<void> {
  await deps.database.transaction(
    { kind: 'duty', area: REPUBLIC },
    async (tx) => {
      await writeServerDocs(
        tx,
        { officeId: MINISTRY, area: REPUBLIC },
        [
          ...holidays.years.map((year) => ({
            definition: catalogues,
            id: `calendar-${year}`,
            body: {
              kind: 'calendar',
              title: String(year),
              validFrom: `${year}-01-01`,
              validTo: `${year}-12-31`,
              data: { holidays: holidays.fixed.map((day) => `${year}-${day}`), workdays: [] },
            },
          })),
          ...templates.map(({ id, title, ...data }) => ({
            definition: catalogues,
            id,
            body: { kind: 'template', title, data },
          })),
          ...forms.map((form) => ({
            definition: catalogues,
            id: formDocId(form.code, form.version),
            body: { kind: 'form', title: form.title['uz-Latn'], data: form },
          })),
          ...programmes.map(({ data, ...valid }) => ({
            definition: catalogues,
            id: programmeId(data.code, data.version),
            body: { kind: 'programme', title: data.names['uz-Latn'], ...valid, data },
          })),
          ...rates.map((data) => ({
            definition: catalogues,
            id: rateId(data.code),
            body: { kind: 'rates', title: data.names['uz-Latn'], data },
          })),
        ],
        { onlyMissing: true },
      );
    },
    { retryUnique: true },
  );
}
