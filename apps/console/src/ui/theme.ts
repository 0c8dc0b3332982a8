import { createTheme, Drawer, Modal } from '@mantine/core';

/** A dialog's own header is no banner of the page. */
const NO_BANNER = { header: { role: 'presentation' } };

/**
 * Colors stand in theme.css, as variables: the content security policy allows no style that a script writes. For the
 * same reason dialogs do not lock the page's scrolling by a style element; theme.css does.
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
