import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { BookScreen } from './book-screen.tsx';
import { NumberingScreen } from './numbering-screen.tsx';

/** Journals as books: what became of each number, printing, closing the year; and the patterns of numbers. */
export const feature: FeatureDefinition = {
  id: 'books',
  routes: [
    { path: 'books/:journal?/:year?', element: createElement(BookScreen) },
    { path: 'numbering', element: createElement(NumberingScreen) },
  ],
  commands: [
    { id: 'books', labelKey: 'books:command.books', path: '/books' },
    { id: 'books.numbering', labelKey: 'books:command.numbering', path: '/numbering', roles: ['chair', 'secretary'] },
  ],
};
