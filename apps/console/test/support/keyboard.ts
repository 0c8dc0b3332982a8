import type { Page } from 'playwright-core';

type Role = 'button' | 'textbox' | 'combobox' | 'link' | 'tab' | 'grid' | 'gridcell' | 'dialog';

const MAX_PRESSES = 60;
/** Around an element there is room for its focus ring. */
const RING_PX = 6;

/** The outline of what has the focus; null when nothing has it, or when it is outside of the window. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = [element, element.nextElementSibling, element.parentElement]
    .map((each) => each?.getBoundingClientRect())
    .find((each) => each && each.width > 4 && each.height > 4);
  if (!box || box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth) return null;
  const { left, top, right, bottom } = box;
  const label = element.getAttribute('aria-label') ?? element.textContent;
  return { left, top, right, bottom, name: element.tagName + ' ' + label.slice(0, 60) };
})()`;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
  name: string;
}

/** A person who has no mouse: everything is reached by keys, and the focus is always seen. */
export function aKeyboard(page: Page) {
  /** Elements whose focus was seen already. */
  const seen = new Set<string>();

  /** @throws Error when the page looks the same with and without the focus */
  async function expectVisibleFocus(): Promise<void> {
    const box = await page.evaluate<Box | null>(FOCUSED);
    if (!box) throw new Error(`the focus is lost at ${page.url()}`);
    const place = `${new URL(page.url()).pathname} ${box.name}`;
    if (seen.has(place)) return;
    const withFocus = await pixelsAround(box);
    await page.evaluate('window.focused = document.activeElement, window.focused.blur(), 0');
    const without = await pixelsAround(box);
    await page.evaluate('window.focused.focus({ preventScroll: true })');
    if (withFocus.equals(without)) throw new Error(`the focus on ${place} is invisible`);
    seen.add(place);
  }

  const hasNoFocus = () => page.evaluate<boolean>('document.activeElement === document.body');

  function pixelsAround({ left, top, right, bottom }: Box): Promise<Buffer> {
    const { width, height } = page.viewportSize()!;
    const [x, y] = [Math.max(0, left - RING_PX), Math.max(0, top - RING_PX)];
    const clip = { x, y, width: Math.min(width, right + RING_PX) - x, height: Math.min(height, bottom + RING_PX) - y };
    return page.screenshot({ clip, animations: 'disabled' });
  }

  return {
    /** Presses Tab until the named element has the focus, which is visible all the way. */
    async tabTo(role: Role, name: string | RegExp): Promise<void> {
      const target = page.getByRole(role, { name }).first();
      await target.waitFor();
      let hasPassedEnd = false;
      for (let presses = 0; presses < MAX_PRESSES; presses += 1) {
        await page.keyboard.press('Tab');
        // After the last element, Tab leaves the page for the browser's own buttons, and returns at the top.
        if (!hasPassedEnd && (await hasNoFocus())) {
          hasPassedEnd = true;
          continue;
        }
        await expectVisibleFocus();
        if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      }
      throw new Error(`Tab does not reach the ${role} ${name}`);
    },

    press: (key: string) => page.keyboard.press(key),
    type: (text: string) => page.keyboard.type(text),

    /** What the person copied by the button that has the focus. */
    async clipboard(): Promise<string> {
      await page.getByRole('button', { name: 'Copied' }).and(page.locator(':focus')).waitFor();
      return page.evaluate<string>('navigator.clipboard.readText()');
    },

    /** Resolves when the named element has the focus, without a key. */
    async focusIsOn(role: Role, name: string | RegExp): Promise<void> {
      await page.getByRole(role, { name }).and(page.locator(':focus')).waitFor();
    },

    /** @throws Error when no element has the focus. Tab would then begin at the top of the page. */
    async expectFocus(): Promise<void> {
      if (await hasNoFocus()) throw new Error(`the focus is lost at ${page.url()}`);
    },
  };
}
