/** Languages of the interface and of papers. */
export const LANGUAGES = ['uz-Latn', 'uz-Cyrl', 'ru', 'en'] as const;
/** A language code. */
export type Language = (typeof LANGUAGES)[number];
