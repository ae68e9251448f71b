/**
 * What all pages of the studio share: the header, signing out, and what happens when the server says no.
 *
 *   const { page, attempt } = await mountStudio();
 *   attempt(form, async () => { ... });
 */

import { ApiError, signOut } from "../common/api.js";
import { mountHeader } from "../common/header.js";
import { errorText, loadMessages } from "../common/messages.js";

export async function mountStudio() {
  const page = document.querySelector(".studio");
  const trouble = page.querySelector(":scope > .trouble");
  // A visitor who is signed in already may still come by the link with the token.
  if (location.hash.startsWith("#token=")) history.replaceState(null, "", location.pathname + location.search);
  await loadMessages();
  mountHeader(document.querySelector(".header"));

  /** Does `task`; a failure is told to `element`, and a session that has ended leads back to signing in. */
  async function attempt(element, task) {
    try {
      trouble.hidden = true;
      await task();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) return location.reload();
      const told = error.code === "network" ? new ApiError("network.admin", error.detail) : error;
      if (element !== page) return tell(element, "failure", told);
      trouble.hidden = false;
      trouble.textContent = errorText(told);
    }
  }

  page.querySelector(".sign-out").addEventListener("click", () =>
    attempt(page, async () => {
      await signOut();
      location.replace("/admin");
    }),
  );
  return { page, attempt };
}

/** Data travels down to a component as an event. */
export const tell = (element, name, detail) => element.dispatchEvent(new CustomEvent(name, { detail }));
