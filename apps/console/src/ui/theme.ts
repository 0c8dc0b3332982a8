import { createTheme } from '@mantine/core';

const DIALOG = {
  lockScroll: false,
  // A dialog's header is not a landmark of the page.
  attributes: { header: { role: 'presentation' } },
  closeButtonProps: { 'aria-label': 'Close' },
};

/**
 * The colors are CSS variables in theme.css, because the content security policy forbids styles that a script writes.
 * For the same reason dialogs add no style element to lock scrolling; theme.css locks it. The components are named as
 * plain objects: an import would load every dialog with the first page.
 */
export const theme = createTheme({
  primaryColor: 'blue',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace',
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { ...DIALOG, centered: true } },
    Drawer: { defaultProps: DIALOG },
  },
});
