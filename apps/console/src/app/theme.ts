import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** The accent: a deep teal, dark enough for white text from the sixth shade on. */
const lamp: MantineColorsTuple = [
  '#e9f6f5',
  '#d2ebe9',
  '#a3d7d3',
  '#70c1bb',
  '#47aca5',
  '#2a968f',
  '#14807a',
  '#0f6b67',
  '#0c5855',
  '#084240',
];

const systemFont =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

export const theme = createTheme({
  colors: { lamp },
  primaryColor: 'lamp',
  primaryShade: { light: 7, dark: 7 },
  fontFamily: systemFont,
  headings: {
    fontFamily: systemFont,
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.75rem', lineHeight: '1.25' }, h2: { fontSize: '1.25rem' } },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // What people write has its own direction; a `dir` of a field is given to the box around it.
    Input: { defaultProps: { attributes: { input: { dir: 'auto' } } } },
    // In a sentence colour alone doesn't tell a link (WCAG 2.2, 1.4.1).
    Anchor: { defaultProps: { underline: 'always' } },
    // Inside the page's landmarks, where screen readers look for what belongs to a control.
    Popover: { defaultProps: { withinPortal: false } },
    Combobox: { defaultProps: { withinPortal: false } },
    Tooltip: { defaultProps: { withinPortal: false } },
    // Whoever has no mouse wants to see what was typed, too.
    PasswordInput: {
      defaultProps: {
        visibilityToggleButtonProps: { 'aria-label': 'Show the password', tabIndex: 0 },
      },
    },
    // All choices at once: a list that scrolls and can't have the focus is closed to some.
    Select: { defaultProps: { maxDropdownHeight: 480 } },
    // Their lock of the page writes a `<style>`, which the page's policy refuses.
    Modal: { defaultProps: { withinPortal: false, lockScroll: false } },
    Drawer: { defaultProps: { withinPortal: false, lockScroll: false } },
  },
});

/** Where Mantine's own colours have too little contrast for text (WCAG 2.2, 1.4.3). */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-red-filled': 'var(--mantine-color-red-9)',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-yellow-light-color': '#8a4a00',
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': '#6b737b',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-red-text': 'var(--mantine-color-red-9)',
    '--mantine-color-default-border': 'var(--mantine-color-gray-5)',
    '--genie-ground': 'var(--mantine-color-gray-0)',
    '--genie-focus': 'var(--mantine-color-lamp-7)',
    '--genie-field-border': '#868e96',
  },
  dark: {
    '--mantine-color-red-filled': 'var(--mantine-color-red-9)',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': '#9a9a9a',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-red-text': 'var(--mantine-color-red-4)',
    '--mantine-color-lamp-text': 'var(--mantine-color-lamp-3)',
    '--mantine-color-anchor': 'var(--mantine-color-lamp-3)',
    '--mantine-color-lamp-outline': 'var(--mantine-color-lamp-3)',
    '--mantine-color-lamp-light': 'rgba(71, 172, 165, 0.16)',
    '--mantine-color-lamp-light-hover': 'rgba(71, 172, 165, 0.22)',
    '--mantine-color-lamp-light-color': 'var(--mantine-color-lamp-2)',
    '--genie-ground': 'var(--mantine-color-dark-8)',
    '--genie-focus': 'var(--mantine-color-lamp-4)',
    '--genie-field-border': '#7a7a7a',
  },
});
