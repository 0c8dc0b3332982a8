const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Loads the code of a page or a dialog. While the network or the gateway is down, it is tried again.
 *
 * @throws Error when the gateway answers and does not have the code any more, after an update of the console
 */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  let isUp = false;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await load();
    } catch (error) {
      if (isUp) throw error;
      isUp = await doesGatewayAnswer();
      if (!isUp) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

const doesGatewayAnswer = () =>
  fetch('/console.json', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
