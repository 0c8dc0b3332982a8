/** A page that does not become as long as it was is shown where it ends. */
const GIVE_UP_MS = 8_000;

/** The name in sessionStorage of the place that a reload leaves. */
const LEFT = 'left';

/** How a person scrolls. It ends a return that waits for the page. */
const OWN_SCROLLS = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const;

/**
 * A new page opens at its top. Back, Forward and a reload return to where the page was left. Browsers do so only if the
 * page is already as long as it was, but ours is still being read then.
 */
export function createScrollPlaces() {
  /** By address. */
  const places = new Map<string, number>();
  /** The address to which Back or Forward goes. Its page is not shown yet. */
  let returnsTo: string | undefined;
  let stop: (() => void) | undefined;

  function moveTo(place: number): void {
    const until = performance.now() + GIVE_UP_MS;
    let frame = 0;
    stop?.();
    stop = () => {
      stop = undefined;
      cancelAnimationFrame(frame);
      for (const name of OWN_SCROLLS) window.removeEventListener(name, onOwnScroll);
    };
    const onOwnScroll = () => stop?.();
    const move = () => {
      window.scrollTo(0, place);
      const hasArrived = Math.abs(window.scrollY - place) <= 1 || performance.now() > until;
      if (hasArrived) stop?.();
      else frame = requestAnimationFrame(move);
    };
    for (const name of OWN_SCROLLS) window.addEventListener(name, onOwnScroll, { passive: true });
    move();
  }

  function onScroll() {
    if (!stop) places.set(window.location.href, window.scrollY);
  }
  function onPopState() {
    stop?.();
    returnsTo = window.location.href;
  }
  function onPageHide() {
    sessionStorage.setItem(LEFT, JSON.stringify([window.location.href, window.scrollY]));
  }

  return {
    /** Call when another page is shown. */
    pageChanged() {
      const isReturn = returnsTo === window.location.href;
      returnsTo = undefined;
      moveTo(isReturn ? (places.get(window.location.href) ?? 0) : 0);
    },
    /**
     * Call before anything else hears of the browser's history.
     *
     * @returns a function that ends it
     */
    watch() {
      window.addEventListener('scroll', onScroll, { passive: true });
      window.addEventListener('popstate', onPopState);
      window.addEventListener('pagehide', onPageHide);
      const left = placeOfReload();
      if (left) moveTo(left);
      return () => {
        stop?.();
        window.removeEventListener('scroll', onScroll);
        window.removeEventListener('popstate', onPopState);
        window.removeEventListener('pagehide', onPageHide);
      };
    },
  };
}

/** Where this page was before it was reloaded. */
function placeOfReload(): number | undefined {
  const [navigation] = performance.getEntriesByType('navigation');
  const isReload = navigation instanceof PerformanceNavigationTiming && navigation.type === 'reload';
  const left = sessionStorage.getItem(LEFT);
  sessionStorage.removeItem(LEFT);
  if (!isReload || !left) return undefined;
  const [href, place] = JSON.parse(left);
  return href === window.location.href ? place : undefined;
}
