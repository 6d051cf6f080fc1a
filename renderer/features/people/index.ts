import { IconUsers } from '@tabler/icons-react';
import { createElement } from 'react';
import type { FeatureDefinition } from '../../app/feature.ts';
import { AddMembersScreen, NewFamilyScreen } from './family-form.tsx';
import { FamilyCardScreen } from './family-card.tsx';
import { FamilyScreen } from './family-screen.tsx';
import { PeopleScreen } from './people-screen.tsx';
import { PersonScreen } from './person-screen.tsx';

/** People and families: who lives where with whom, and where each fact is known from. */
export const feature: FeatureDefinition = {
  id: 'people',
  routes: [
    { path: 'people', element: createElement(PeopleScreen, { key: 'families', list: 'families' }) },
    { path: 'people/all', element: createElement(PeopleScreen, { key: 'people', list: 'people' }) },
    { path: 'families/new', element: createElement(NewFamilyScreen) },
    { path: 'families/:id', element: createElement(FamilyScreen) },
    { path: 'families/:id/add', element: createElement(AddMembersScreen) },
    { path: 'families/:id/card', element: createElement(FamilyCardScreen) },
    { path: 'person/:id', element: createElement(PersonScreen) },
  ],
  place: {
    labelKey: 'people:place',
    icon: IconUsers,
    path: '/people',
    also: ['/families', '/person', '/programmes', '/duplicates'],
    order: 30,
  },
  commands: [{ id: 'people.newFamily', labelKey: 'people:newFamily', keys: 'mod+shift+O', path: '/families/new' }],
};
