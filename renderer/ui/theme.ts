import {
  Anchor,
  Badge,
  Button,
  createTheme,
  type CSSVariablesResolver,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Table,
  Tooltip,
} from '@mantine/core';

// One accent, the greys, and three meanings. Each shade that carries text keeps 4.5:1 on its ground.
const accent: MantineColorsTuple = [
  '#e9f5f7',
  '#d3e8ec',
  '#a6d1d9',
  '#75b8c4',
  '#4ea3b2',
  '#3595a7',
  '#1a7f93',
  '#0b6a7c',
  '#0b5c6b',
  '#084854',
];
const gray: MantineColorsTuple = [
  '#f7f8f8',
  '#eef0f1',
  '#e2e5e7',
  '#d0d5d8',
  '#b3bac0',
  '#8b949c',
  '#646e76',
  '#4a535a',
  '#343b41',
  '#1f2429',
];
const due: MantineColorsTuple = [
  '#fff6e0',
  '#fdebc2',
  '#fad98c',
  '#f5c356',
  '#e8a921',
  '#c98a0a',
  '#a26c04',
  '#855703',
  '#6b4502',
  '#4f3301',
];
const overdue: MantineColorsTuple = [
  '#feefee',
  '#fcdcda',
  '#f7b8b4',
  '#ee8c86',
  '#e2645c',
  '#d3443b',
  '#bd2d24',
  '#a3231b',
  '#871c15',
  '#64140f',
];
const done: MantineColorsTuple = [
  '#eaf6ed',
  '#d2ebd8',
  '#a6d6b2',
  '#76bf89',
  '#4fab68',
  '#2f9350',
  '#1f7a40',
  '#186635',
  '#13532b',
  '#0d3d1f',
];

/** The one theme: 14 px text, 36 px controls, 8 px grid, motion of at most 100 ms. */
export const theme = createTheme({
  fontFamily: "'Inter Variable', 'Noto Sans', 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent, gray, due, overdue, done },
  black: '#1f2429',
  defaultRadius: 6,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontSizes: { xs: '12.5px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.45', sm: '1.45', md: '1.45', lg: '1.45', xl: '1.4' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '22px', lineHeight: '1.3' },
      h2: { fontSize: '17px', lineHeight: '1.35' },
      h3: { fontSize: '15px', lineHeight: '1.4' },
      h4: { fontSize: '14px', lineHeight: '1.45' },
    },
  },
  components: {
    // Labels in Uzbek and Russian are long: a button grows and wraps instead of cutting its words.
    Button: Button.extend({
      styles: {
        // A button that is a link centres its words too.
        root: {
          display: 'inline-flex',
          alignItems: 'center',
          justifyContent: 'center',
          height: 'auto',
          minHeight: 36,
          paddingBlock: 6,
        },
        label: { whiteSpace: 'normal', overflow: 'visible', height: 'auto', textAlign: 'center' },
      },
    }),
    Badge: Badge.extend({
      defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500, size: 'lg' },
      styles: {
        root: { height: 'auto', minHeight: 22, paddingBlock: 2 },
        label: { whiteSpace: 'normal', overflow: 'visible' },
      },
    }),
    // A link is told from the words around it by more than its colour.
    Anchor: Anchor.extend({ defaultProps: { underline: 'always' } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, transitionProps: { duration: 100 } },
      styles: { title: { fontWeight: 600 } },
    }),
    Drawer: Drawer.extend({ defaultProps: { transitionProps: { duration: 100 } } }),
    Menu: Menu.extend({ defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } }),
    Tooltip: Tooltip.extend({ defaultProps: { transitionProps: { duration: 80 }, openDelay: 400, withArrow: true } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 8 } }),
  },
});

/** Colours that Mantine has no variable for. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: { '--rail-width': '232px' },
  light: {
    '--app-ground': '#f7f8f8',
    '--app-paper': '#ffffff',
    '--app-line': '#dfe3e5',
    '--app-hover': '#eef3f4',
    '--app-selected': '#dcedf0',
    '--mantine-color-dimmed': '#545e66',
    '--mantine-color-error': '#a3231b',
    '--mantine-color-placeholder': '#646e76',
    '--input-border-strong': '#8b949c',
  },
  dark: {
    '--app-ground': '#16191c',
    '--app-paper': '#1d2124',
    '--app-line': '#363d42',
    '--app-hover': '#262c30',
    '--app-selected': '#123a43',
    '--mantine-color-dimmed': '#a9b1b7',
    '--mantine-color-error': '#f7b8b4',
    '--mantine-color-placeholder': '#98a1a8',
    '--input-border-strong': '#78828a',
  },
});
