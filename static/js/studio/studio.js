/**
 * What all pages of the studio share: the header, signing out, and what happens when the server says no.
 *
 *   const { page, attempt, createLook } = await mountStudio();
 *   attempt(form, async () => { ... });                        // an action; whoever wants it again asks again
 *   const look = createLook(table, async () => { ... });       // what is to be seen; looked for until it is seen
 */

import { at } from "../common/addresses.js";
import { ApiError } from "../common/api-error.js";
import { fetchCorrections, FINAL_STATES, signOut } from "../common/api.js";
import { mountHeader } from "../common/header.js";
import { errorText, loadMessages } from "../common/messages.js";
import { mountOutage } from "../common/outage.js";
import { createPoller } from "../common/poller.js";

export async function mountStudio() {
  const page = document.querySelector(".studio");
  const trouble = page.querySelector(":scope > .trouble");
  // A visitor who is signed in already may still come by the link with the token.
  if (location.hash.startsWith("#token=")) history.replaceState(null, "", location.pathname + location.search);
  await loadMessages();
  mountHeader(document.querySelector(".header"));
  mountOutage(page.querySelector(".outage"));

  /** Tells `element` of a failure; a session that has ended leads back to signing in. */
  function fail(element, error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return location.reload();
    if (element !== page) return tell(element, "failure", error);
    trouble.hidden = false;
    trouble.textContent = errorText(error);
  }

  async function attempt(element, task) {
    try {
      trouble.hidden = true;
      await task();
    } catch (error) {
      fail(element, error.code === "network" ? new ApiError("network.admin", error.detail) : error);
    }
  }

  /** A poller; `onFailure` is called besides, for what can't be known any more. */
  function createLook(element, task, { onFailure = () => {}, ...rhythm } = {}) {
    return createPoller({
      ...rhythm,
      async look() {
        await task();
        if (element === page) trouble.hidden = true;
      },
      onFailure(error) {
        onFailure();
        fail(element, error);
      },
    });
  }

  page.querySelector(".sign-out").addEventListener("click", () =>
    attempt(page, async () => {
      await signOut();
      location.replace(at("/admin"));
    }),
  );
  fetchCorrections("waiting", 1).then(({ counts }) => showWaiting(page, counts.waiting), () => {}); // a hint, no more
  return { page, attempt, fail, createLook };
}

/** How many corrections wait, beside the inbox's name. */
export function showWaiting(page, count) {
  const hint = page.querySelector(".waiting-count");
  hint.hidden = count === 0;
  hint.textContent = count;
}

/** Trainings or searches while the server is away: nobody knows how those stand that were under way. */
export const unsure = (jobs) =>
  jobs.map((job) => (FINAL_STATES.includes(job.state) ? job : { ...job, state: "unknown" }));

/** Data travels down to a component as an event. */
export const tell = (element, name, detail) => element.dispatchEvent(new CustomEvent(name, { detail }));
