import type { Place } from '../../storage/territory.ts';

/** Where the demonstration takes place: real names, with the ids of the national list, so that an import meets them. */
export const REGION: Place = {
  id: '7',
  area: 'uz.r7',
  parentId: null,
  soato: '1714',
  latn: 'Namangan viloyati',
  cyrl: 'Наманган вилояти',
  ru: 'Наманганская область',
};

/** The district. */
export const DISTRICT: Place = {
  id: '98',
  area: 'uz.r7.d98',
  parentId: '7',
  soato: '1718212',
  latn: 'Mingbuloq tumani',
  cyrl: 'Мингбулоқ тумани',
  ru: 'Мингбулакский район',
};

const mahalla = (id: string, latn: string, cyrl: string): Place => ({
  id,
  area: `uz.r7.d98.m${id}`,
  parentId: '98',
  soato: null,
  latn,
  cyrl,
  ru: '',
});

/** The three mahallas. */
export const MAHALLAS = [
  mahalla('3275', 'Gulobogʻ QFY', 'Гулобоғ ҚФЙ'),
  mahalla('3298', 'Oltinkoʻl QFY', 'Олтинкўл ҚФЙ'),
  mahalla('3312', 'Yoshlik MFY', 'Ёшлик МФЙ'),
] as const;
