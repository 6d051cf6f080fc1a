import { Type, type Static } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { loosen, strictKey } from '#shared/domain/language/keys.ts';
import type { AppDeps } from '../../app.ts';
import { principalOf } from '../../plugins/policy.ts';
import { SERVER } from '../../storage/database.ts';
import { listOffices } from '../../storage/offices.ts';

/** Offices in one answer. */
const PAGE = 20;
/** How long the list of offices is taken as it is, milliseconds. */
const KEPT_MS = 60_000;

const OfficesQuery = Type.Object(
  {
    /** Parts of the names of mahalla, district and region, in any script. */
    text: Type.Optional(Type.String({ maxLength: 100 })),
    /** How many to leave out. */
    after: Type.Optional(Type.String({ pattern: '^\\d{1,6}$' })),
  },
  { additionalProperties: false },
);

/** A mahalla's office, as a dialog offers it. */
export interface OfficeChoice {
  readonly id: string;
  readonly name: { readonly latn: string; readonly cyrl: string };
  readonly district: { readonly latn: string; readonly cyrl: string };
  readonly region: { readonly latn: string; readonly cyrl: string };
}

interface Indexed {
  readonly office: OfficeChoice;
  /** Strict keys of its own name, and of all that it is found by; and the coarse one of that. */
  readonly name: string;
  readonly key: string;
  readonly loose: string;
}

/** How well an office fits: 0 best, null not at all. */
function rankOf({ name, key, loose }: Indexed, asked: string): number | null {
  if (name.startsWith(asked)) return 0;
  if (asked.split(' ').every((word) => key.includes(word))) return 1;
  return loosen(asked)
    .split(' ')
    .every((word) => loose.includes(word))
    ? 2
    : null;
}

/** Where cases may go: names of offices, which are no secret. */
export function registerOfficeChoices(app: FastifyInstance, deps: AppDeps): void {
  let kept: { readonly until: number; readonly offices: Promise<readonly Indexed[]> } | null = null;

  const read = async (): Promise<readonly Indexed[]> => {
    const offices = await deps.database.transaction(SERVER, (tx) => listOffices(tx, 'uz'), { readOnly: true });
    return offices
      .filter((office) => office.kind === 'mahalla')
      .map(({ id, name, district, region }): Indexed => {
        const key = strictKey([name.latn, district.latn, region.latn].join(' '));
        return { office: { id, name, district, region }, name: strictKey(name.latn), key, loose: loosen(key) };
      })
      .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  };
  const all = () => {
    const now = performance.now();
    if (!kept || kept.until < now) {
      const offices = read();
      // A failed reading is not kept.
      offices.catch(() => (kept = null));
      kept = { until: now + KEPT_MS, offices };
    }
    return kept.offices;
  };

  app.get<{ Querystring: Static<typeof OfficesQuery> }>(
    '/api/v1/casework/offices',
    { config: { policy: { kind: 'device' } }, schema: { querystring: OfficesQuery } },
    async (request) => {
      const { officeId } = principalOf(request);
      const asked = strictKey(request.query.text ?? '');
      const from = Number(request.query.after ?? 0);
      const tiers: OfficeChoice[][] = [[], [], []];
      for (const one of await all()) {
        const rank = one.office.id === officeId ? null : rankOf(one, asked);
        if (rank !== null) tiers[rank]?.push(one.office);
      }
      const ranked = tiers.flat();
      return {
        offices: ranked.slice(from, from + PAGE),
        more: ranked.length > from + PAGE,
      };
    },
  );
}
