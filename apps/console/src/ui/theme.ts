import { createTheme, Drawer, Modal } from '@mantine/core';

/** A dialog's header is not a landmark of the page. */
const NO_BANNER = { header: { role: 'presentation' } };

/**
 * The colors are CSS variables in theme.css, because the content security policy forbids styles that a script writes.
 * For the same reason dialogs add no style element to lock scrolling; theme.css locks it.
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
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        attributes: NO_BANNER,
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
    Drawer: Drawer.extend({
      defaultProps: { lockScroll: false, attributes: NO_BANNER, closeButtonProps: { 'aria-label': 'Close' } },
    }),
  },
});
